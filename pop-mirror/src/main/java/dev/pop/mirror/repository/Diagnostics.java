package dev.pop.mirror.repository;

import dev.pop.core.Diagnostic;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what the checks of one list find, each diagnostic once. */
final class Diagnostics {
  private final ListFiles files;
  private final Set<Diagnostic> faults = new LinkedHashSet<>();
  private final Set<Diagnostic> warnings = new LinkedHashSet<>();
  private final Set<Diagnostic> notes = new LinkedHashSet<>();

  Diagnostics(ListFiles files) {
    this.files = files;
  }

  void fault(SourcePosition position, String reason) {
    faults.add(new Diagnostic(position, ArchiveUrl.withoutCredentials(reason)));
  }

  void faultOfList(String reason) {
    fault(files.whole(), reason);
  }

  /** Notes a fault of a file itself, whose name may well have an {@code @} in it. */
  void faultOfFile(String origin, String reason) {
    faults.add(Diagnostic.of(origin, reason));
  }

  /** As {@link #faultOfFile}, of what is only doubtful. */
  void warnOfFile(String origin, String reason) {
    warnings.add(Diagnostic.of(origin, reason));
  }

  void warn(SourcePosition position, String reason) {
    warnings.add(new Diagnostic(position, ArchiveUrl.withoutCredentials(reason)));
  }

  /** Notes what may be said of many lines at the first of them. */
  void warnOnce(SourcePosition position, String reason) {
    if (warnings.stream().noneMatch(warning -> warning.reason().equals(reason))) {
      warn(position, reason);
    }
  }

  /** Notes what is neither wrong nor doubtful, of the whole list. */
  void note(String text) {
    notes.add(new Diagnostic(files.whole(), text));
  }

  void addAll(ParsedList parsed) {
    faults.addAll(parsed.faults());
    warnings.addAll(parsed.list().warnings());
  }

  List<Diagnostic> faults() {
    return byLine(faults);
  }

  List<Diagnostic> warnings() {
    return byLine(warnings);
  }

  List<Diagnostic> notes() {
    return List.copyOf(notes);
  }

  private List<Diagnostic> byLine(Collection<Diagnostic> diagnostics) {
    List<Diagnostic> sorted = new ArrayList<>(diagnostics);
    sorted.sort(Comparator.comparing(Diagnostic::position, files.order()));
    return sorted;
  }
}
