package dev.pop.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody may have meant by a name that nothing has. */
@Internal
public final class NearestNames {
  private static final int MOST_CHANGES = 3;
  private static final int MOST_NAMES = 3;

  /** Nobody mistypes a name of that length, and the comparison would be slow. */
  private static final int MAX_LENGTH = 64;

  private NearestNames() {}

  /**
   * The known names that differ from {@code name} in a few letters only, whatever its case.
   *
   * @param known names in lower case
   * @return at most three, the most similar first; may be empty
   */
  public static List<String> among(Collection<String> known, String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.length() > MAX_LENGTH) {
      return List.of();
    }
    int most = Math.min(MOST_CHANGES, wanted.length() / 2);
    return known.stream()
        .filter(other -> distance(wanted, other) <= most)
        .sorted(Comparator.comparingInt(other -> distance(wanted, other)))
        .limit(MOST_NAMES)
        .toList();
  }

  /** Levenshtein distance: the least number of letters to insert, delete or change. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
