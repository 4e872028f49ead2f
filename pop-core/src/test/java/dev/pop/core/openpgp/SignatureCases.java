package dev.pop.core.openpgp;

import static dev.pop.core.openpgp.CaseBook.THEN;
import static dev.pop.core.openpgp.CaseBook.armor;
import static dev.pop.core.openpgp.CaseBook.packet;
import static dev.pop.core.openpgp.CaseBook.packets;
import static dev.pop.core.openpgp.CaseBook.patched;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Signatures of all kinds, alone and several together. */
final class SignatureCases {
  private static final String[] ALLOW_WEAK = {"--allow-weak-digest-algos", "--digest-algo"};

  private SignatureCases() {}

  static void addTo(CaseBook book) throws Exception {
    Path ring = book.keyring("ed");
    single(book, ring);
    several(book, book.keyring("ed", "rsa", "expired"));
    packetKinds(book, ring);
    detached(book, ring);
  }

  private static void single(CaseBook book, Path ring) throws Exception {
    for (String key : new String[] {"ed", "rsa", "nistp256", "nistp384", "nistp521", "brainpool"}) {
      book.inline("good-" + key, book.signed(book.signature(key)), book.keyring(key), "good");
    }
    for (String digest : new String[] {"SHA224", "SHA256", "SHA384", "SHA512"}) {
      String signature = book.signature("rsa", "--digest-algo", digest);
      book.inline(
          "digest-" + digest.toLowerCase(Locale.ROOT),
          book.signed(signature),
          book.keyring("rsa"),
          "good");
    }
    for (String digest : new String[] {"SHA1", "RIPEMD160", "MD5"}) {
      String signature = book.signature("rsa", ALLOW_WEAK[0], ALLOW_WEAK[1], digest);
      book.inline(
          "digest-" + digest.toLowerCase(Locale.ROOT),
          book.signed(signature),
          book.keyring("rsa"),
          "WEAK_DIGEST");
    }
    book.inline("no-key", book.signed(book.signature("rsa")), ring, "NO_KEY");
    byte[] good = packets(book.signature("ed"));
    book.inline(
        "tampered-signature",
        book.signed(armor(patched(good, -3, ~good[good.length - 3]))),
        ring,
        "BAD_SIGNATURE");
    book.inline(
        "expired-signature",
        book.signed(
            book.signature("old", "--faked-system-time", THEN, "--default-sig-expire", "1d")),
        book.keyring("old"),
        "EXPIRED_SIGNATURE");
    book.inline(
        "old-signature",
        book.signed(book.signature("old", "--faked-system-time", THEN)),
        book.keyring("old"),
        "good");
    book.inline(
        "signature-that-will-expire",
        book.signed(book.signature("ed", "--default-sig-expire", "1d")),
        ring,
        "good");
    book.inline(
        "from-the-future",
        book.signed(book.signature("ed", "--faked-system-time", "20500101T000000!")),
        ring,
        "WRONG_TIME");
    book.inline(
        "older-than-its-key",
        book.signed(book.signature("ed", "--faked-system-time", THEN, "--ignore-time-conflict")),
        ring,
        "WRONG_TIME");
    book.inline(
        "notation",
        book.signed(book.signature("ed", "--sig-notation", "a@example.com=b")),
        ring,
        "good");
    book.inline(
        "critical-notation",
        book.signed(book.signature("ed", "--sig-notation", "!a@example.com=b")),
        ring,
        "UNKNOWN_CRITICAL");
    book.inline(
        "critical-policy",
        book.signed(book.signature("ed", "--sig-policy-url", "!http://example.com")),
        ring,
        "good");
  }

  private static void several(CaseBook book, Path ring) throws Exception {
    byte[] ed = packets(book.signature("ed"));
    byte[] rsa = packets(book.signature("rsa"));
    byte[] stranger = packets(book.signature("nistp256"));
    byte[] expired = packets(book.signature("expired", "--faked-system-time", THEN));
    byte[] weak = packets(book.signature("rsa", ALLOW_WEAK[0], ALLOW_WEAK[1], "SHA1"));
    byte[] other = packets(book.gpg.detach("other", "rsa", "--textmode"));
    byte[] binary = packets(book.gpg.detach(book.text, "rsa"));
    byte[] otherBinary = packets(book.gpg.detach("other", "rsa"));
    byte[] strangerToOther = packets(book.gpg.detach("other", "nistp256", "--textmode"));
    add(book, ring, "good-and-good", "good", ed, rsa);
    add(book, ring, "good-and-no-key", "good", ed, stranger);
    add(book, ring, "no-key-and-good", "good", stranger, ed);
    add(book, ring, "good-and-no-key-of-other-text", "good", ed, strangerToOther);
    add(book, ring, "good-and-expired-key", "good", ed, expired);
    add(book, ring, "expired-key-and-good", "good", expired, ed);
    add(book, ring, "good-and-weak-digest", "good", ed, weak);
    add(book, ring, "good-and-bad", "BAD_SIGNATURE", ed, other);
    add(book, ring, "bad-and-good", "BAD_SIGNATURE", other, ed);
    add(book, ring, "weak-then-good-of-one-key", "good", weak, rsa);
    add(book, ring, "good-then-weak-of-one-key", "good", rsa, weak);
    add(book, ring, "good-text-and-good-binary", "good", ed, binary);
    add(book, ring, "good-text-and-bad-binary", "BAD_SIGNATURE", ed, otherBinary);
    add(book, ring, "bad-binary-and-good-text", "BAD_SIGNATURE", otherBinary, ed);
    add(book, ring, "same-twice", "good", ed, ed);
    book.inline(
        "two-blocks", book.signed(book.signature("ed") + book.signature("rsa")), ring, "good");
    book.inline(
        "two-blocks-second-bad",
        book.signed(book.signature("ed") + armor(other)),
        ring,
        "BAD_SIGNATURE");
    book.inline(
        "two-blocks-first-empty", book.signed(armor() + book.signature("ed")), ring, "file");
    byte[][] many = new byte[33][];
    Arrays.fill(many, ed);
    add(book, ring, "too-many", "file", many);
  }

  private static void packetKinds(CaseBook book, Path ring) throws Exception {
    byte[] ed = packets(book.signature("ed"));
    byte[] unknown = patched(ed, 0, 9);
    byte[] cut = Arrays.copyOf(ed, 20);
    byte[] literal = packet(11, "b\0\0\0\0\0evil".getBytes(StandardCharsets.ISO_8859_1));
    byte[] onePass = packet(4, new byte[] {3, 1, 8, 22, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    add(book, ring, "unknown-version", "UNSUPPORTED", unknown);
    add(book, ring, "version-6", "MALFORMED", patched(ed, 0, 6));
    add(
        book,
        ring,
        "version-3",
        "MALFORMED",
        packet(2, Bytes.concat(new byte[] {3, 5}, new byte[40])));
    add(book, ring, "good-and-unknown-version", "good", ed, unknown);
    add(book, ring, "unknown-version-and-good", "good", unknown, ed);
    add(book, ring, "good-and-cut", "good", ed, cut);
    add(book, ring, "cut", "MALFORMED", cut);
    add(book, ring, "good-and-garbage", "good", ed, new byte[] {0, 1});
    add(
        book,
        ring,
        "marker-and-good",
        "good",
        packet(10, "PGP".getBytes(StandardCharsets.US_ASCII)),
        ed);
    add(book, ring, "private-and-good", "file", packet(60, new byte[1]), ed);
    add(book, ring, "good-and-private", "file", ed, packet(60, new byte[1]));
    add(book, ring, "good-and-user-id", "file", ed, packet(13, new byte[] {'x'}));
    add(book, ring, "literal-and-good", "file", literal, ed);
    add(book, ring, "good-and-literal", "file", ed, literal);
    add(book, ring, "one-pass-and-good", "file", onePass, ed);
    add(book, ring, "signed-message", "file", onePass, literal, ed);
    add(book, ring, "compressed", "file", packet(8, Bytes.concat(new byte[] {1}, deflate(ed))));
    add(book, ring, "not-over-a-document", "MALFORMED", patched(ed, 1, 0x10));
    add(book, ring, "standalone", "MALFORMED", patched(ed, 1, 0x02));
    add(book, ring, "unknown-digest", "UNSUPPORTED", patched(ed, 3, 99));
    add(book, ring, "unknown-key-algorithm", "MALFORMED", patched(ed, 2, 99));
    add(book, ring, "other-key-algorithm", "BAD_SIGNATURE", patched(ed, 2, 1));
    add(book, ring, "header-says-more", "MALFORMED", patched(ed, 4, 0x7F));
  }

  private static byte[] deflate(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream raw = new DeflaterOutputStream(out, new Deflater(9, true))) {
      raw.write(bytes);
    }
    return out.toByteArray();
  }

  private static void detached(CaseBook book, Path ring) throws Exception {
    String release = book.text + "\n";
    String signature = book.gpg.detach(release, "ed");
    book.detached("detached", release, signature, ring, "good");
    book.detached(
        "detached-rsa", release, book.gpg.detach(release, "rsa"), book.keyring("rsa"), "good");
    book.detached(
        "detached-text-mode", release, book.gpg.detach(release, "ed", "--textmode"), ring, "good");
    book.detached(
        "detached-text-mode-crlf",
        release.replace("\n", "\r\n"),
        book.gpg.detach(release, "ed", "--textmode"),
        ring,
        "good");
    book.detached("detached-crlf", release.replace("\n", "\r\n"), signature, ring, "BAD_SIGNATURE");
    book.detached(
        "detached-tampered", release.replace("Sample", "Simple"), signature, ring, "BAD_SIGNATURE");
    book.detached("detached-no-newline", book.text, signature, ring, "BAD_SIGNATURE");
    book.detached(
        "detached-binary",
        release,
        new String(packets(signature), StandardCharsets.ISO_8859_1),
        ring,
        "file");
    book.detached("detached-empty", release, "", ring, "file");
    book.detached("detached-web-page", release, "<html>\n", ring, "file");
    book.detached("detached-text-before", release, "Hello\n" + signature, ring, "file");
    book.detached("detached-text-behind", release, signature + "Hello\n", ring, "file");
    book.detached("detached-in-the-open", release, book.signed(book.signature("ed")), ring, "file");
    book.detached(
        "detached-two-blocks",
        release,
        signature + book.gpg.detach(release, "nistp256"),
        ring,
        "good");
    book.detached("detached-no-key", release, signature, book.keyring("rsa"), "NO_KEY");
  }

  private static void add(
      CaseBook book, Path ring, String name, String expected, byte[]... packets) {
    book.inline(name, book.signed(armor(packets)), ring, expected);
  }
}
