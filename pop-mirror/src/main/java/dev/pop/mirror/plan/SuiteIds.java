package dev.pop.mirror.plan;

import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.Archive;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Suite;
import java.util.List;

/** Names the archives and suites of a list in events and reports. */
public final class SuiteIds {
  private SuiteIds() {}

  /** An archive as a whole. */
  public static SuiteId of(Archive archive) {
    return SuiteId.ofArchive(archive.id(), archive.location());
  }

  /** A suite. */
  public static SuiteId of(Suite suite) {
    return new SuiteId(suite.archive().id(), suite.archive().location(), suite.name());
  }

  /** Every suite of a list, in its order. */
  public static List<SuiteId> of(MirrorList list) {
    return list.suites().stream().map(SuiteIds::of).toList();
  }
}
