package dev.pop.mirror.estimator;

import dev.pop.core.Diagnostic;
import dev.pop.mirror.report.JsonFields;
import dev.pop.mirror.report.JsonForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a check of a mirror list found. The names are those of its JSON form, see docs/cli.md.
 *
 * @param faults what must be mended, by line
 * @param warnings what is doubtful
 * @param notes what is worth knowing
 * @param probes what the upstreams answered; empty when they were not asked
 */
public record ListReport(
    List<Diagnostic> faults,
    List<Diagnostic> warnings,
    List<Diagnostic> notes,
    List<ProbeResult> probes)
    implements JsonForm {
  public ListReport {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
    probes = List.copyOf(probes);
  }

  /**
   * Both halves together: what the upstreams refuse is a fault of the list.
   *
   * @param faults of the list itself
   */
  public static ListReport of(
      List<Diagnostic> faults,
      List<Diagnostic> warnings,
      List<Diagnostic> notes,
      List<ProbeResult> probes) {
    List<Diagnostic> all = new ArrayList<>(faults);
    probes.stream().filter(ProbeResult::isFault).map(ProbeResult::asFault).forEach(all::add);
    all.sort(Comparator.comparingInt(fault -> fault.position().line()));
    return new ListReport(all, warnings, notes, probes);
  }

  /** Whether nothing must be mended. */
  public boolean isValid() {
    return faults.isEmpty();
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("valid", isValid())
        .put("faults", forms(faults))
        .put("warnings", forms(warnings))
        .put("notes", forms(notes))
        .put("probes", probes);
  }

  private static List<JsonForm> forms(List<Diagnostic> found) {
    return found.stream()
        .<JsonForm>map(
            fault ->
                json ->
                    json.put("origin", fault.position().origin())
                        .put("line", fault.position().line())
                        .put("reason", fault.reason()))
        .toList();
  }
}
