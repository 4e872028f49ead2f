package dev.pop.mirror.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Failures of one kind together: those of one stage and suite whose reasons differ in numbers and
 * digests alone. For one thread at a time.
 */
final class FailureGroups {
  /** So many of a kind are named. */
  static final int NAMED = 3;

  /** Numbers, digests, and addresses with what they name. */
  private static final Pattern VARIABLE = Pattern.compile("[0-9A-Fa-f]{16,}|https?://\\S+|[0-9]+");

  private record Kind(Stage stage, SuiteId suite, String reason) {}

  /**
   * Some failures of one kind.
   *
   * @param named the first of them
   * @param count how many there are
   */
  record Group(Stage stage, SuiteId suite, List<Failure> named, long count) {
    /**
     * One line that names some and tells how many there are.
     *
     * @param advice what to do about the first
     * @param more where the others are named
     */
    String text(String advice, String more) {
      Failure first = named.get(0);
      if (count == 1) {
        return first + advice;
      }
      StringBuilder line = new StringBuilder(first + advice).append("; the same for ");
      List<String> others = new ArrayList<>();
      named.subList(1, named.size()).forEach(failure -> others.add(name(failure, first)));
      line.append(String.join(", ", others));
      if (count > named.size()) {
        line.append(" and ").append(count - named.size()).append(" more").append(more);
      }
      return line.toString();
    }

    /** Below the directory that the first one lies in too, its name is enough. */
    private static String name(Failure failure, Failure first) {
      String directory = first.url().substring(0, first.url().lastIndexOf('/') + 1);
      return failure.url().startsWith(directory) && directory.length() < failure.url().length()
          ? failure.url().substring(directory.length())
          : failure.url();
    }
  }

  private final Map<Kind, List<Failure>> named = new LinkedHashMap<>();
  private final Map<Kind, Long> counts = new LinkedHashMap<>();

  void add(Stage stage, SuiteId suite, Failure failure) {
    Kind kind = new Kind(stage, suite, VARIABLE.matcher(failure.reason()).replaceAll("#"));
    counts.merge(kind, 1L, Long::sum);
    List<Failure> first = named.computeIfAbsent(kind, it -> new ArrayList<>());
    if (first.size() < NAMED) {
      first.add(failure);
    }
  }

  /** Everything that was added since the last call. */
  List<Group> take() {
    List<Group> groups = new ArrayList<>();
    named.forEach(
        (kind, first) ->
            groups.add(
                new Group(
                    kind.stage,
                    kind.suite,
                    List.copyOf(first),
                    counts.getOrDefault(kind, (long) first.size()))));
    named.clear();
    counts.clear();
    return groups;
  }
}
