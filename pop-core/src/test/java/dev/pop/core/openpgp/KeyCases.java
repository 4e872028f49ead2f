package dev.pop.core.openpgp;

import static dev.pop.core.openpgp.CaseBook.THEN;

import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys in every state, keyrings of every form, and what {@code Signed-By} says of them. */
final class KeyCases {
  private KeyCases() {}

  /** The keys of all cases. */
  static void generate(GpgHome gpg) throws Exception {
    gpg.generate("ed", "ed25519", "sign", "never");
    gpg.generate("rsa", "rsa2048", "sign", "never");
    gpg.generate("weak-rsa", "rsa1024", "sign", "never");
    gpg.generate("dsa", "dsa2048", "sign", "never");
    gpg.generate("nistp256", "nistp256", "sign", "never");
    gpg.generate("nistp384", "nistp384", "sign", "never");
    gpg.generate("nistp521", "nistp521", "sign", "never");
    gpg.generate("brainpool", "brainpoolP256r1", "sign", "never");
    gpg.generate("old", "ed25519", "sign", "never", "--faked-system-time", THEN);
    gpg.generate("expired", "ed25519", "sign", "2d", "--faked-system-time", THEN);
    gpg.generate("extended", "ed25519", "sign", "2d", "--faked-system-time", THEN);
    gpg.generate("shortened", "ed25519", "sign", "never", "--faked-system-time", THEN);
    gpg.generate("revoked", "ed25519", "sign", "never");
    gpg.generate("sha1", "ed25519", "sign", "never", "--cert-digest-algo", "SHA1");
    gpg.generate("new", "ed25519", "sign", "never", "--faked-system-time", "20500101T000000!");
    gpg.generate("by-another", "ed25519", "sign", "never");
    gpg.generate("certifier", "ed25519", "sign", "never");
    gpg.generate("main", "ed25519", "cert", "never");
    gpg.addSubkey("main", "sub", "ed25519", "never");
    gpg.addSubkey("main", "sub-revoked", "ed25519", "never");
    gpg.addSubkey("main", "sub-rsa", "rsa2048", "never");
    gpg.generate("aged", "ed25519", "cert", "never", "--faked-system-time", THEN);
    gpg.addSubkey("aged", "aged-sub", "ed25519", "2d", "--faked-system-time", THEN);
    gpg.generate("past-main", "ed25519", "cert", "2d", "--faked-system-time", THEN);
    gpg.addSubkey("past-main", "past-sub", "ed25519", "never", "--faked-system-time", THEN);
  }

  static void addTo(CaseBook book) throws Exception {
    states(book);
    changed(book);
    keyrings(book);
    signedBy(book);
  }

  private static void states(CaseBook book) throws Exception {
    add(book, "weak-rsa", "WEAK_KEY");
    add(book, "dsa", "WEAK_KEY");
    add(book, "sha1", "good");
    String past = book.signed(book.signature("expired", "--faked-system-time", THEN));
    book.inline("key-expired", past, book.keyring("expired"), "EXPIRED_KEY");
    past = book.signed(book.signature("extended", "--faked-system-time", THEN));
    book.gpg.gpg("--quick-set-expire", book.gpg.fingerprint("extended"), "10y");
    book.inline("key-extended", past, book.keyring("extended"), "good");
    past = book.signed(book.signature("shortened", "--faked-system-time", THEN));
    book.gpg.gpg(
        "--faked-system-time",
        "20200102T000000!",
        "--quick-set-expire",
        book.gpg.fingerprint("shortened"),
        "5d");
    book.inline("key-shortened", past, book.keyring("shortened"), "EXPIRED_KEY");
    String now = book.signed(book.signature("revoked"));
    book.inline(
        "key-not-yet-revoked", now, book.keyring("before.gpg", book.gpg.export("revoked")), "good");
    book.gpg.revoke("revoked");
    book.inline("key-revoked", now, book.keyring("revoked"), "REVOKED_KEY");
    book.inline(
        "key-of-the-future",
        book.signed(book.signature("new", "--faked-system-time", "20500102T000000!")),
        book.keyring("new"),
        "WRONG_TIME");
    now = book.signed(book.signature("by-another"));
    book.gpg.edit("by-another", "addrevoker", book.gpg.fingerprint("ed"), "y", "save");
    book.gpg.gpg("--import", book.gpg.designatedRevocation("by-another").toString());
    book.inline("key-revoked-by-revoker", now, book.keyring("by-another", "ed"), "REVOKED_KEY");
    book.inline("key-revoked-by-unknown", now, book.keyring("by-another"), "good");
    now = book.signed(book.signature("certifier"));
    book.gpg.edit("certifier", "change-usage", "S", "Q", "save");
    book.inline("key-not-for-signing", now, book.keyring("certifier"), "NOT_SIGNING_CAPABLE");
    book.inline("subkey", book.signed(book.signature("sub")), book.keyring("main"), "good");
    book.inline("subkey-rsa", book.signed(book.signature("sub-rsa")), book.keyring("main"), "good");
    now = book.signed(book.signature("sub-revoked"));
    book.gpg.edit("main", "key 2", "revkey", "y", "0", "", "y", "save");
    book.inline(
        "subkey-revoked", now, book.keyring("main-2.gpg", book.gpg.export("main")), "REVOKED_KEY");
    past = book.signed(book.signature("aged-sub", "--faked-system-time", THEN));
    book.inline("subkey-expired", past, book.keyring("aged"), "EXPIRED_KEY");
    past = book.signed(book.signature("past-sub", "--faked-system-time", THEN));
    book.inline("subkey-of-expired", past, book.keyring("past-main"), "EXPIRED_KEY");
  }

  private static void changed(CaseBook book) throws Exception {
    String bySub = book.signed(book.signature("sub"));
    String byEd = book.signed(book.signature("ed"));
    List<byte[]> ed = CaseBook.apart(book.gpg.export("ed"));
    List<byte[]> main = CaseBook.apart(book.gpg.export("main"));
    book.inline(
        "key-without-self-signature", byEd, ring(book, "bare", ed.subList(0, 2)), "UNBOUND_KEY");
    book.inline(
        "key-without-user-id", byEd, ring(book, "anonymous", ed.subList(0, 1)), "UNBOUND_KEY");
    byte[] damaged = CaseBook.patched(ed.get(2), -3, ~ed.get(2)[ed.get(2).length - 3]);
    book.inline(
        "self-signature-damaged",
        byEd,
        ring(book, "damaged", List.of(ed.get(0), ed.get(1), damaged)),
        "UNBOUND_KEY");
    book.inline("subkey-unbound", bySub, ring(book, "unbound", main.subList(0, 4)), "UNBOUND_KEY");
    byte[] binding = CaseBook.body(main.get(4));
    int hashed = (binding[4] & 0xFF) << 8 | (binding[5] & 0xFF);
    int unhashed = (binding[6 + hashed] & 0xFF) << 8 | (binding[7 + hashed] & 0xFF);
    byte[] bare =
        Bytes.concat(
            Arrays.copyOf(binding, 6 + hashed),
            new byte[2],
            Arrays.copyOfRange(binding, 8 + hashed + unhashed, binding.length));
    List<byte[]> unconfirmed = new ArrayList<>(main.subList(0, 4));
    unconfirmed.add(CaseBook.packet(2, bare));
    book.inline(
        "subkey-unconfirmed", bySub, ring(book, "unconfirmed", unconfirmed), "NOT_SIGNING_CAPABLE");
    List<byte[]> stolen = new ArrayList<>(ed);
    stolen.addAll(main.subList(3, 5));
    book.inline("subkey-of-another", bySub, ring(book, "stolen", stolen), "UNBOUND_KEY");
    String byRevoked = book.signed(book.signature("nistp256"));
    List<byte[]> foreign = new ArrayList<>(CaseBook.apart(book.gpg.export("nistp256")));
    foreign.add(1, CaseBook.apart(book.gpg.export("revoked")).get(1));
    book.inline("revocation-of-another", byRevoked, ring(book, "foreign", foreign), "good");
    byte[] both =
        Bytes.concat(Files.readAllBytes(book.keyring("before")), book.gpg.export("revoked"));
    book.inline(
        "copy-not-revoked-first",
        book.cases().stream()
            .filter(c -> c.name().equals("key-revoked"))
            .findFirst()
            .orElseThrow()
            .release(),
        book.keyring("both.gpg", both),
        "REVOKED_KEY");
  }

  private static void keyrings(CaseBook book) throws Exception {
    String byEd = book.signed(book.signature("ed"));
    String byRsa = book.signed(book.signature("rsa"));
    String ed = armored(book, "ed");
    String rsa = armored(book, "rsa");
    book.inline("keyring-armored", byEd, text(book, "ed.asc", ed), "good");
    book.inline("keyring-two-blocks", byRsa, text(book, "two.asc", ed + rsa), "good");
    book.inline(
        "keyring-with-comments",
        byRsa,
        text(book, "notes.asc", "# ed\n" + ed + "\n# rsa\n" + rsa),
        "good");
    book.inline("keyring-crlf", byEd, text(book, "crlf.asc", ed.replace("\n", "\r\n")), "good");
    book.inline(
        "keyring-no-checksum",
        byEd,
        text(book, "sum.asc", ed.replaceAll("(?m)^=.*\n", "")),
        "good");
    book.inline("keyring-armored-as-gpg", byEd, text(book, "armored.gpg", ed), "good");
    book.inline(
        "keyring-binary-as-asc", byEd, book.keyring("binary.asc", book.gpg.export("ed")), "good");
    book.inline(
        "keyring-cut",
        byEd,
        book.keyring("cut.gpg", Arrays.copyOf(book.gpg.export("ed", "rsa"), 300)),
        "keyring");
    book.inline("keyring-empty", byEd, book.keyring("empty.gpg", new byte[0]), "keyring");
    book.inline("keyring-missing", byEd, Path.of(book.keyring("ed") + ".none.gpg"), "keyring");
    book.inline("keyring-no-keyring", byEd, text(book, "text.gpg", "hello\n"), "keyring");
    byte[] box = new byte[32];
    System.arraycopy("KBXf".getBytes(StandardCharsets.US_ASCII), 0, box, 8, 4);
    box[3] = 32;
    book.inline("keyring-keybox", byEd, book.keyring("box.gpg", box), "keyring");
    book.inline("keyring-of-other", byEd, book.keyring("rsa"), "NO_KEY");
  }

  private static void signedBy(CaseBook book) throws Exception {
    String bySub = book.signed(book.signature("sub"));
    String byEd = book.signed(book.signature("ed"));
    String both = book.signed(book.signature("ed") + book.signature("rsa"));
    Path rings = book.keyring("ed", "rsa", "main");
    String main = book.gpg.fingerprint("main");
    String sub = book.gpg.fingerprint("sub");
    String ed = book.gpg.fingerprint("ed");
    String rsa = book.gpg.fingerprint("rsa");
    String at = rings + ",";
    book.inline("by-fingerprint", byEd, at + ed, rings, "good");
    book.inline("by-fingerprint-exactly", byEd, at + ed + "!", rings, "good");
    book.inline("by-other-fingerprint", byEd, at + rsa, rings, "NOT_ALLOWED");
    book.inline("by-one-of-two", byEd, at + rsa + "," + ed, rings, "good");
    book.inline("by-primary", bySub, at + main, rings, "good");
    book.inline("by-primary-exactly", bySub, at + main + "!", rings, "NOT_ALLOWED");
    book.inline("by-subkey", bySub, at + sub, rings, "good");
    book.inline("by-subkey-exactly", bySub, at + sub + "!", rings, "good");
    book.inline(
        "by-other-subkey", bySub, at + book.gpg.fingerprint("sub-rsa"), rings, "NOT_ALLOWED");
    book.inline("both-and-one-allowed", both, at + rsa, rings, "good");
    book.inline(
        "by-two-keyrings",
        both,
        book.keyring("nistp256") + "," + book.keyring("rsa"),
        rings,
        "good");
  }

  private static Path ring(CaseBook book, String name, List<byte[]> packets) throws Exception {
    return book.keyring(name + ".gpg", Bytes.concat(packets.toArray(byte[][]::new)));
  }

  private static String armored(CaseBook book, String key) throws Exception {
    return new String(
        book.gpg.gpg("--armor", "--export", book.gpg.fingerprint(key)), StandardCharsets.US_ASCII);
  }

  private static Path text(CaseBook book, String name, String content) throws Exception {
    return book.keyring(name, content.getBytes(StandardCharsets.US_ASCII));
  }

  private static void add(CaseBook book, String key, String expected) throws Exception {
    book.inline("key-" + key, book.signed(book.signature(key)), book.keyring(key), expected);
  }
}
