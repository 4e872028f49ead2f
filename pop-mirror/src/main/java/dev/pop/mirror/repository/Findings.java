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
  private final String origin;
  private final Set<ListFault> faults = new LinkedHashSet<>();
  private final Set<ListFault> warnings = new LinkedHashSet<>();

  Findings(String origin) {
    this.origin = origin;
  }

  /** Notes a fault; line 0 is the whole file. */
  void fault(int line, String reason) {
    faults.add(finding(line, reason));
  }

  /** Notes a fault of the file itself, whose name may well have an {@code @} in it. */
  void faultOfFile(String reason) {
    faults.add(new ListFault(origin, 0, reason));
  }

  void warn(int line, String reason) {
    warnings.add(finding(line, reason));
  }

  private ListFault finding(int line, String reason) {
    return new ListFault(origin, line, ArchiveUrl.withoutCredentials(reason));
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

  private static List<ListFault> byLine(Collection<ListFault> findings) {
    List<ListFault> sorted = new ArrayList<>(findings);
    sorted.sort(Comparator.comparingInt(ListFault::line));
    return sorted;
  }
}
