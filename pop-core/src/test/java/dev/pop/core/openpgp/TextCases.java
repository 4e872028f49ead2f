package dev.pop.core.openpgp;

import static dev.pop.core.openpgp.CaseBook.BEGIN;
import static dev.pop.core.openpgp.CaseBook.BEGIN_SIGNATURE;
import static dev.pop.core.openpgp.CaseBook.END_SIGNATURE;

import java.nio.file.Path;

/** How an {@code InRelease} is read: what counts as its text, and what armor is. */
final class TextCases {
  private TextCases() {}

  static void addTo(CaseBook book) throws Exception {
    Path ring = book.keyring("ed");
    String text = book.text;
    String signature = book.signature("ed");
    String good = book.signed(signature);
    around(book, ring, good);
    headers(book, ring, text, signature);
    lines(book, ring, text);
    armor(book, ring, signature);
  }

  private static void around(CaseBook book, Path ring, String good) {
    book.inline("empty-file", "", ring, "file");
    book.inline("web-page", "<html>Please log in</html>\n", ring, "file");
    book.inline("unsigned", book.text + "\n", ring, "file");
    book.inline("prefix-text", "Origin: Evil\n" + good, ring, "file");
    book.inline("prefix-empty-line", "\n" + good, ring, "file");
    book.inline("suffix-text", good + "Origin: Evil\n", ring, "file");
    book.inline("suffix-empty-line", good + "\n", ring, "file");
    book.inline("suffix-field-after-empty-line", good + "\nOrigin: Evil\n", ring, "file");
    book.inline("two-messages", good + good, ring, "file");
    book.inline("message-in-message", BEGIN + "Hash: SHA512\n\n" + good, ring, "file");
    book.inline("no-final-newline", good.strip(), ring, "good");
    book.inline("crlf", good.replace("\n", "\r\n"), ring, "good");
    book.inline("blanks-at-line-ends", good.replace("\n", " \t\n"), ring, "good");
    book.inline("ends-in-headers", BEGIN + "Hash: SHA512\n", ring, "file");
    book.inline("ends-in-text", BEGIN + "\n" + book.text + "\n", ring, "file");
  }

  private static void headers(CaseBook book, Path ring, String text, String signature) {
    String rest = "\n" + text + "\n" + signature;
    book.inline("no-hash-header", BEGIN + rest, ring, "good");
    book.inline("wrong-hash-header", BEGIN + "Hash: MD5\n" + rest, ring, "good");
    book.inline("unknown-hash-header", BEGIN + "Hash: ROT13\n" + rest, ring, "good");
    book.inline("foreign-header", BEGIN + "Origin: Evil\n" + rest, ring, "good");
    book.inline("not-dash-escaped-header", BEGIN + "NotDashEscaped: yes\n" + rest, ring, "good");
    book.inline("header-without-colon", BEGIN + "Origin Evil\n" + rest, ring, "good");
    book.inline("header-with-dash", BEGIN + "-Hash: SHA512\n" + rest, ring, "file");
    book.inline(
        "text-smuggled-behind-blank-line",
        BEGIN + "Hash: SHA512\n \nOrigin: Evil\n" + rest,
        ring,
        "BAD_SIGNATURE");
    book.inline("first-line-indented", " " + BEGIN + rest, ring, "file");
    book.inline(
        "first-line-with-blank-end", BEGIN.strip() + " \nHash: SHA512\n" + rest, ring, "good");
  }

  private static void lines(CaseBook book, Path ring, String text) throws Exception {
    String dashed = text + "\nX-Note: a\n- b\n-----\n--";
    book.inline("made-by-clearsign", book.gpg.clearSign(text + "\n", "ed"), ring, "good");
    String escaped = book.gpg.clearSign(dashed + "\n", "ed");
    // apt reads a line of dashes as no field and refuses the Release, not its signature.
    book.inline("dash-escapes", escaped, ring, "good");
    book.inline("dash-escape-missing", escaped.replace("\n- --\n", "\n--\n"), ring, "file");
    String everyLine = text.replace("\n", "\n- ");
    String signature = book.signature("ed");
    book.inline("all-lines-escaped", CaseBook.clear("- " + everyLine, signature), ring, "good");

    String withLong = text.replace("Suite", "X-Long: " + "x".repeat(30_000) + "\nSuite");
    String longLine = book.gpg.clearSign(withLong + "\n", "ed");
    book.inline("long-line", longLine, ring, "good");
    book.inline(
        "long-line-tampered-at-its-end", longLine.replace("xxx\n", "xxy\n"), ring, "BAD_SIGNATURE");
    String withNul = text.replace("Sample", "Sam\0ple");
    book.inline("nul", book.gpg.clearSign(withNul, "ed"), ring, "good");
    String withReturn = text.replace("Sample", "Sam\rple");
    book.inline("lone-return", book.gpg.clearSign(withReturn, "ed"), ring, "BAD_SIGNATURE");
    String good = book.signed(signature);
    book.inline(
        "line-end-for-return",
        good.replace("Sample\nSuite", "Sample\rSuite"),
        ring,
        "BAD_SIGNATURE");
    book.inline("binary-signature-of-text", book.signed(book.gpg.detach(text, "ed")), ring, "good");
    book.inline(
        "binary-signature-with-newline",
        book.signed(book.gpg.detach(text + "\n", "ed")),
        ring,
        "BAD_SIGNATURE");
    book.inline("tampered", good.replace("Sample", "Simple"), ring, "BAD_SIGNATURE");
    book.inline("line-added", good.replace("Suite", "X: y\nSuite"), ring, "BAD_SIGNATURE");
    book.inline("line-removed", good.replace("Suite: stable\n", ""), ring, "BAD_SIGNATURE");
  }

  private static void armor(CaseBook book, Path ring, String signature) throws Exception {
    String sum = signature.lines().filter(line -> line.startsWith("=")).findFirst().orElseThrow();
    String wrong = sum.charAt(1) == 'A' ? "=BAAA" : "=AAAA";
    String empty = BEGIN_SIGNATURE + "\n";
    add(book, ring, "armor-checksum-wrong", signature.replace(sum, wrong), "file");
    add(book, ring, "armor-checksum-missing", signature.replace(sum + "\n", ""), "good");
    add(
        book,
        ring,
        "armor-header",
        signature.replace(empty, empty.strip() + "\nVersion: 1\n\n"),
        "good");
    add(
        book,
        ring,
        "armor-foreign-header",
        signature.replace(empty, empty.strip() + "\nX: y\n\n"),
        "good");
    add(book, ring, "armor-no-empty-line", signature.replace(empty, BEGIN_SIGNATURE), "file");
    add(
        book,
        ring,
        "armor-bad-header",
        signature.replace(empty, BEGIN_SIGNATURE + "garbage\n\n"),
        "file");
    add(book, ring, "armor-stray-characters", signature.replace(empty, empty + "@@"), "file");
    add(book, ring, "armor-blanks", signature.replace(empty, empty + " \t"), "good");
    add(book, ring, "armor-behind-checksum", signature.replace(sum, sum + "\nQUJD"), "file");
    add(book, ring, "armor-dash-line", signature.replace(sum, "-" + sum), "file");
    add(book, ring, "armor-not-closed", signature.replace(END_SIGNATURE, ""), "file");
    add(book, ring, "armor-other-end", signature.replace("END PGP SIG", "END PGP MES"), "file");
    add(book, ring, "armor-without-packets", BEGIN_SIGNATURE + "\n" + END_SIGNATURE, "file");
    add(book, ring, "armor-empty-line-between", signature + "\n" + signature, "file");
  }

  private static void add(
      CaseBook book, Path ring, String name, String signature, String expected) {
    book.inline(name, book.signed(signature), ring, expected);
  }
}
