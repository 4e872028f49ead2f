package org.example.consumer;

import static org.example.consumer.Main.check;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sync.MirrorSync;
import java.util.concurrent.atomic.LongAdder;

/** Cancels a run in the middle of a large file; the next one takes up where it broke off. */
final class CancelAndResume {
  private static final long ENOUGH = 1 << 20;

  private CancelAndResume() {}

  static void run(World world) throws Exception {
    MirrorList list = world.list("large", "deb " + world.plain() + "/large jammy main");
    cancel(list);
    SyncReport resumed = TwoMirrors.complete(MirrorSync.of(list).call());
    check(resumed.resumedFiles() == 1, resumed);
    check(resumed.traffic().resumedBytes() >= ENOUGH, resumed);
  }

  private static void cancel(MirrorList list) throws Exception {
    MirrorSync sync = MirrorSync.of(list);
    try {
      SyncReport report = sync.events(cancelling(sync)).call();
      check(false, report);
    } catch (PopException e) {
      check(e.kind() == FailureKind.CANCELLED, e);
    }
  }

  private static MirrorEvents cancelling(MirrorSync sync) {
    LongAdder received = new LongAdder();
    return new MirrorEvents() {
      @Override
      public void bytes(Stage stage, long count) {
        if (stage == Stage.ARCHIVE) {
          received.add(count);
          if (received.sum() >= ENOUGH) {
            sync.cancel();
          }
        }
      }
    };
  }
}
