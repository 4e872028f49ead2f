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
  private final SourcePosition whole;
  private final Comparator<SourcePosition> order;
  private final Set<Diagnostic> faults = new LinkedHashSet<>();
  private final Set<Diagnostic> warnings = new LinkedHashSet<>();
  private final Set<Diagnostic> notes = new LinkedHashSet<>();

  /**
   * @param whole the list as a whole
   * @param order of the places in it
   */
  Diagnostics(SourcePosition whole, Comparator<SourcePosition> order) {
    this.whole = whole;
    this.order = order;
  }

  /** Of a list without a text, whose places are numbered. */
  Diagnostics(SourcePosition whole) {
    this(whole, Comparator.comparingInt(SourcePosition::line));
  }

  /** Of a text, by its files and lines. */
  Diagnostics(ListFiles files) {
    this(files.whole(), files.order());
  }

  /** The list as a whole. */
  SourcePosition whole() {
    return whole;
  }

  void fault(SourcePosition position, String reason) {
    faults.add(new Diagnostic(position, ArchiveUrl.withoutCredentials(reason)));
  }

  void faultOfList(String reason) {
    fault(whole, reason);
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
    notes.add(new Diagnostic(whole, text));
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
    sorted.sort(Comparator.comparing(Diagnostic::position, order));
    return sorted;
  }
}
