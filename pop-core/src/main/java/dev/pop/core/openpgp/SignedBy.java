package dev.pop.core.openpgp;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.FormatException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which keys may sign a repository, as apt's {@code Signed-By} says it: keyrings, fingerprints, or
 * both.
 *
 * @param keyrings absolute paths; empty when the keyrings of the system are meant
 * @param fingerprints in upper-case hexadecimal digits. One allows that key and, if it is a primary
 *     one, its subkeys; with a {@code !} behind it, that very key only. Empty when every key of the
 *     keyrings may sign.
 */
public record SignedBy(List<Path> keyrings, Set<String> fingerprints) {
  /** No narrowing: every key that is trusted may sign. */
  public static final SignedBy ANY = new SignedBy(List.of(), Set.of());

  private static final Splitter ITEMS = Splitter.on(CharMatcher.anyOf(", \t")).omitEmptyStrings();
  private static final Pattern FINGERPRINT = Pattern.compile("(?:[0-9A-F]{40}|[0-9A-F]{64})!?");

  public SignedBy {
    keyrings = List.copyOf(keyrings);
    fingerprints = Set.copyOf(fingerprints);
  }

  /**
   * Reads a value such as {@code /usr/share/keyrings/a.gpg,/etc/b.asc} or {@code
   * 0123...CDEF!,4567...}.
   *
   * @throws FormatException if an item is neither an absolute path nor a whole fingerprint, or
   *     there is none
   */
  public static SignedBy parse(String value) throws FormatException {
    List<Path> keyrings = new ArrayList<>();
    Set<String> fingerprints = new LinkedHashSet<>();
    for (String item : ITEMS.split(value)) {
      String print = item.toUpperCase(Locale.ROOT);
      if (FINGERPRINT.matcher(print).matches()) {
        fingerprints.add(print);
      } else {
        keyrings.add(path(item));
      }
    }
    if (keyrings.isEmpty() && fingerprints.isEmpty()) {
      throw new FormatException("signed-by names no keyring and no fingerprint");
    }
    return new SignedBy(keyrings, fingerprints);
  }

  private static Path path(String item) throws FormatException {
    String shown = ArchivePath.printable(item);
    if (item.chars().anyMatch(Character::isISOControl)) {
      throw new FormatException("signed-by " + shown + " has a control character");
    }
    if (item.startsWith("/")) {
      try {
        return Path.of(item);
      } catch (InvalidPathException e) {
        throw new FormatException("signed-by " + shown + " is not a path", e);
      }
    }
    throw new FormatException(
        "signed-by " + shown + " is neither an absolute path nor a fingerprint of 40 or 64 digits");
  }

  /** Whether a signature of {@code key}, which belongs to {@code primary}, counts. */
  boolean allows(String key, String primary) {
    return fingerprints.isEmpty()
        || fingerprints.contains(key)
        || fingerprints.contains(key + "!")
        || fingerprints.contains(primary);
  }
}
