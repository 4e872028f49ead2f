package dev.pop.mirror.plan;

import dev.pop.mirror.report.SuiteId;
import java.util.List;

/**
 * For each file of a plan the first of its suites that names it: what is told of it counts there.
 */
public final class FileOwners {
  private final List<SuitePlan> suites;

  /** The place in {@link #suites}, by the number of the file. */
  private final char[] owners;

  private FileOwners(List<SuitePlan> suites, char[] owners) {
    this.suites = suites;
    this.owners = owners;
  }

  /** Of all files that a suite of {@code plan} names. */
  public static FileOwners of(MirrorPlan plan) {
    List<SuitePlan> suites = plan.suites();
    char[] owners = new char[plan.files().count()];
    for (int i = suites.size() - 1; i >= 0; i--) {
      char place = (char) i;
      suites.get(i).files().forEach(id -> owners[id] = place);
    }
    return new FileOwners(suites, owners);
  }

  /** The suite that the file counts for. */
  public SuiteId of(int id) {
    return suites.get(owners[id]).id();
  }
}
