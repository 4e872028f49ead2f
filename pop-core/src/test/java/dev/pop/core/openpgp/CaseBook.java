package dev.pop.core.openpgp;

import com.google.common.primitives.Bytes;
import dev.pop.core.apt.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Collects cases, and has what they are made with. */
final class CaseBook {
  static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----\n";
  static final String BEGIN_SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n";
  static final String END_SIGNATURE = "-----END PGP SIGNATURE-----\n";

  /** Options of gpg for a signature from another time. */
  static final String THEN = "20200101T000000!";

  final GpgHome gpg;

  /** A {@code Release} that apt takes, without its last line end. */
  final String text;

  private final Path keyrings;
  private final List<ReleaseCase> cases = new ArrayList<>();

  CaseBook(GpgHome gpg, Path keyrings) throws IOException {
    this.gpg = gpg;
    this.keyrings = Files.createDirectories(keyrings);
    this.text =
        "Origin: Sample\nSuite: stable\nDate: "
            + DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now().minusSeconds(60))
            + " UTC\nArchitectures: amd64\nSHA256:\n"
            + " e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 Packages";
  }

  List<ReleaseCase> cases() {
    return cases;
  }

  /** A keyring of keys by their names. */
  Path keyring(String... names) throws Exception {
    Path file = keyrings.resolve(String.join("-", names) + ".gpg");
    return Files.exists(file) ? file : Files.write(file, gpg.export(names));
  }

  Path keyring(String file, byte[] content) throws IOException {
    return Files.write(keyrings.resolve(file), content);
  }

  void inline(String name, String inRelease, Path keyring, String expected) {
    inline(name, inRelease, keyring.toString(), keyring, expected);
  }

  void inline(String name, String inRelease, String signedBy, Path keyring, String expected) {
    cases.add(new ReleaseCase(name, inRelease, Optional.empty(), signedBy, keyring, expected));
  }

  void detached(String name, String release, String signature, Path keyring, String expected) {
    cases.add(
        new ReleaseCase(
            name, release, Optional.of(signature), keyring.toString(), keyring, expected));
  }

  /** The text in the open, with signatures made apart from it. */
  String signed(String signatures) {
    return clear(text, signatures);
  }

  static String clear(String text, String signatures) {
    return BEGIN + "Hash: SHA512,SHA384,SHA256,SHA224,SHA1\n\n" + text + "\n" + signatures;
  }

  /** A signature of the text, as it is made for a text in the open. */
  String signature(String key, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--textmode"));
    all.addAll(List.of(options));
    return gpg.detach(text, key, all.toArray(String[]::new));
  }

  /** The packets of an armored signature. */
  static byte[] packets(String armored) throws FormatException {
    return Bytes.concat(new Armor("PGP SIGNATURE").decode(armored, false).toArray(byte[][]::new));
  }

  static String armor(byte[]... packets) {
    return BEGIN_SIGNATURE
        + "\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(Bytes.concat(packets))
        + "\n"
        + END_SIGNATURE;
  }

  /** A packet in the new format. */
  static byte[] packet(int tag, byte[] body) {
    byte[] head = {
      (byte) (0xC0 | tag), (byte) 255, 0, 0, (byte) (body.length >> 8), (byte) body.length
    };
    return Bytes.concat(head, body);
  }

  /** The same packet with one byte of its body changed. */
  static byte[] patched(byte[] packet, int offset, int value) throws FormatException {
    byte[] copy = packet.clone();
    int body = Packet.walk(packet, 1).packets().get(0).body();
    copy[offset < 0 ? copy.length + offset : body + offset] = (byte) value;
    return copy;
  }

  /** The packets of a keyring that one may want to leave out, one by one. */
  static List<byte[]> apart(byte[] packets) throws FormatException {
    return Packet.walk(packets, 1000).packets().stream().map(p -> p.whole(packets)).toList();
  }

  static int tag(byte[] packet) throws FormatException {
    return Packet.walk(packet, 1).packets().get(0).tag();
  }

  static byte[] body(byte[] packet) throws FormatException {
    Packet first = Packet.walk(packet, 1).packets().get(0);
    return Arrays.copyOfRange(packet, first.body(), first.to());
  }
}
