package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what the checks of one list find, each finding once. */
final class Findings {
  private final ListFiles files;
  private final Set<ListFault> faults = new LinkedHashSet<>();
  private final Set<ListFault> warnings = new LinkedHashSet<>();
  private final Set<ListFault> notes = new LinkedHashSet<>();

  Findings(ListFiles files) {
    this.files = files;
  }

  /** Notes a fault; position 0 is the whole list. */
  void fault(int position, String reason) {
    faults.add(finding(position, reason));
  }

  /** Notes a fault of a file itself, whose name may well have an {@code @} in it. */
  void faultOfFile(String origin, String reason) {
    faults.add(new ListFault(origin, 0, reason));
  }

  /** As {@link #faultOfFile}, of what is only doubtful. */
  void warnOfFile(String origin, String reason) {
    warnings.add(new ListFault(origin, 0, reason));
  }

  void warn(int position, String reason) {
    warnings.add(finding(position, reason));
  }

  /** Notes what is neither wrong nor doubtful, of the whole list. */
  void note(String text) {
    notes.add(finding(0, text));
  }

  /** Notes what may be said of many lines at the first of them. */
  void warnOnce(int position, String reason) {
    if (warnings.stream().noneMatch(warning -> warning.reason().equals(reason))) {
      warn(position, reason);
    }
  }

  private ListFault finding(int position, String reason) {
    return files.fault(position, ArchiveUrl.withoutCredentials(reason));
  }

  /** How a message at {@code here} names the line at {@code position}. */
  String name(int position, int here) {
    return files.name(position, here);
  }

  void addAll(ParsedList parsed) {
    faults.addAll(parsed.faults());
    warnings.addAll(parsed.list().warnings());
  }

  List<ListFault> faults() {
    return byLine(faults);
  }

  List<ListFault> warnings() {
    return byLine(warnings);
  }

  List<ListFault> notes() {
    return List.copyOf(notes);
  }

  private List<ListFault> byLine(Collection<ListFault> findings) {
    List<ListFault> sorted = new ArrayList<>(findings);
    sorted.sort(Comparator.comparingInt(files::position));
    return sorted;
  }
}
