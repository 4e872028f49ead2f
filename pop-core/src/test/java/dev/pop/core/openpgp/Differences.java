package dev.pop.core.openpgp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where apt 2.6 or gpgv 2.2 judges otherwise than the verifier, and why that is meant. */
final class Differences {
  private Differences() {}

  /** By the name of a case, why apt differs. */
  static Map<String, String> toApt() {
    return byName(
        Map.ofEntries(
            Map.entry(
                "a line of the Release begins with a dash, which is no field; its signature holds",
                List.of("dash-escapes")),
            Map.entry(
                "stricter: a carriage return inside a line is taken for a line end by the library",
                List.of("lone-return")),
            Map.entry(
                "stricter: damaged armor is not guessed at",
                List.of("armor-no-empty-line", "armor-stray-characters", "armor-behind-checksum")),
            Map.entry(
                "stricter: apt tells gpgv to ignore times that contradict each other",
                List.of("from-the-future", "older-than-its-key", "key-of-the-future")),
            Map.entry(
                "stricter: later releases of apt refuse such keys",
                List.of("key-weak-rsa", "key-dsa")),
            Map.entry(
                "stricter: gpgv looks only at the first of signatures of two types",
                List.of("good-text-and-bad-binary")),
            Map.entry(
                "stricter: nothing but signatures belongs among the signatures",
                List.of("private-and-good", "good-and-private", "good-and-user-id", "compressed")),
            Map.entry("stricter: bounded work", List.of("too-many")),
            Map.entry(
                "stricter: gpgv takes the first copy of a key, and the second is revoked",
                List.of("copy-not-revoked-first")),
            Map.entry(
                "laxer: apt forgets a good signature when the same key made a weak one, too",
                List.of("good-then-weak-of-one-key")),
            Map.entry(
                "laxer: gpgv stops at a version that it does not know, and a newer one does not",
                List.of("unknown-version-and-good")),
            Map.entry(
                "laxer: apt goes by the name of a keyring and by line feeds, not by what is in it",
                List.of("keyring-armored-as-gpg", "keyring-binary-as-asc", "keyring-crlf"))));
  }

  /**
   * By the name of a case, why gpgv differs when it is given the file itself, without what apt does
   * before and after.
   */
  static Map<String, String> toGpgv() {
    return byName(
        Map.ofEntries(
            Map.entry(
                "apt wants one message and nothing else; gpgv looks for one",
                List.of(
                    "prefix-text",
                    "prefix-empty-line",
                    "suffix-text",
                    "suffix-empty-line",
                    "suffix-field-after-empty-line",
                    "two-messages",
                    "dash-escape-missing",
                    "armor-dash-line",
                    "armor-not-closed",
                    "armor-other-end",
                    "armor-empty-line-between",
                    "detached-text-before",
                    "detached-text-behind")),
            Map.entry(
                "apt passes over the headers; gpgv obeys them",
                List.of(
                    "no-hash-header",
                    "wrong-hash-header",
                    "unknown-hash-header",
                    "foreign-header",
                    "not-dash-escaped-header",
                    "header-without-colon",
                    "first-line-with-blank-end")),
            Map.entry(
                "apt hands gpgv the text as a file, of which any kind of signature may be",
                List.of("binary-signature-of-text", "good-text-and-good-binary")),
            Map.entry("apt wants armor", List.of("detached-binary")),
            Map.entry("apt refuses the digest", List.of("digest-sha1")),
            Map.entry(
                "apt compares the fingerprints",
                List.of("by-other-fingerprint", "by-primary-exactly", "by-other-subkey")),
            Map.entry(
                "apt takes the armor off keyrings",
                List.of(
                    "keyring-armored",
                    "keyring-two-blocks",
                    "keyring-with-comments",
                    "keyring-no-checksum")),
            Map.entry(
                "as apt, which asks it",
                List.of(
                    "lone-return",
                    "armor-stray-characters",
                    "armor-behind-checksum",
                    "from-the-future",
                    "older-than-its-key",
                    "key-of-the-future",
                    "key-weak-rsa",
                    "key-dsa",
                    "private-and-good",
                    "good-and-private",
                    "good-and-user-id",
                    "too-many",
                    "copy-not-revoked-first",
                    "unknown-version-and-good",
                    "keyring-armored-as-gpg",
                    "keyring-crlf"))));
  }

  private static Map<String, String> byName(Map<String, List<String>> byReason) {
    Map<String, String> byName = new HashMap<>();
    byReason.forEach((reason, names) -> names.forEach(name -> byName.put(name, reason)));
    return byName;
  }
}
