package dev.pop.mirror.report;

import java.util.List;
import java.util.Optional;

/**
 * Something that is wrong or doubtful, and what helps.
 *
 * @param text one sentence without secrets, which names no command
 * @param remedy what to do, as far as the sentence does not say it
 */
public record Problem(String text, Optional<Remedy> remedy) {
  /** A problem whose sentence says it all. */
  public Problem(String text) {
    this(text, Optional.empty());
  }

  /** A problem with a remedy that has no arguments. */
  public Problem(String text, Remedy.Action remedy) {
    this(text, Optional.of(Remedy.of(remedy)));
  }

  /** What helps against any of these, each once. */
  static List<Remedy> remedies(List<Problem> problems) {
    return problems.stream().flatMap(problem -> problem.remedy().stream()).distinct().toList();
  }

  @Override
  public String toString() {
    return text;
  }
}
