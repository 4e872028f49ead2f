package org.example.consumer;

import static org.example.consumer.Main.check;

import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sync.MirrorSync;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two mirrors in one process at the same time: one over HTTP, the other over HTTPS. */
final class TwoMirrors {
  private TwoMirrors() {}

  static void run(World world) throws Exception {
    MirrorList secured = world.list("secured", "deb " + world.secured() + "/ubuntu jammy main");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CyclicBarrier both = new CyclicBarrier(2);
      Future<SyncReport> one = threads.submit(sync(world.small("plain"), both));
      Future<SyncReport> other = threads.submit(sync(secured, both));
      complete(one.get());
      complete(other.get());
    } finally {
      threads.shutdown();
    }
  }

  private static Callable<SyncReport> sync(MirrorList list, CyclicBarrier both) {
    return () -> {
      both.await();
      return MirrorSync.of(list).call();
    };
  }

  static SyncReport complete(SyncReport report) throws Exception {
    check(report.status() == SyncReport.Status.COMPLETE, report);
    return report;
  }
}
