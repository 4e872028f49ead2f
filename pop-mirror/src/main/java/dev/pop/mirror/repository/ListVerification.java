package dev.pop.mirror.repository;

import dev.pop.core.Diagnostic;
import dev.pop.core.http.TransportOptions;
import java.util.List;

/**
 * What a verification found in a mirror list.
 *
 * @param origin the file, as the user named it
 * @param faults all of them, by line; without credentials
 * @param warnings what is doubtful but can be worked with, by line
 * @param repositories what the sound lines name
 * @param transport how to ask their upstreams
 */
public record ListVerification(
    String origin,
    List<Diagnostic> faults,
    List<Diagnostic> warnings,
    List<Diagnostic> notes,
    List<Repository> repositories,
    TransportOptions transport) {
  public ListVerification {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
    repositories = List.copyOf(repositories);
  }

  /** Whether there is no fault. */
  public boolean isValid() {
    return faults.isEmpty();
  }
}
