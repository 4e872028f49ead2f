package dev.pop.mirror.report;

import java.util.List;

/**
 * What is kept of earlier runs.
 *
 * @param entries what could be read
 * @param damaged what could not, by path or by path and line, and why; it is left out
 */
public record ReadResult<T>(List<T> entries, List<Failure> damaged) {
  public ReadResult {
    entries = List.copyOf(entries);
    damaged = List.copyOf(damaged);
  }
}
