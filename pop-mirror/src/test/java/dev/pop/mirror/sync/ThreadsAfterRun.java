package dev.pop.mirror.sync;

import dev.pop.mirror.estimator.ProbeResult;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.estimator.UpstreamProbe;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.internal.concurrent.TaskRunner;

/**
 * The other process of {@link ThreadsAfterRunTest}: runs an operation, then prints each thread that
 * is still there and was not before.
 */
final class ThreadsAfterRun {
  /** How long a thread may take to end once it has nothing to do. */
  private static final long END_MILLIS = 30_000;

  private ThreadsAfterRun() {}

  public static void main(String[] args) throws Exception {
    MirrorList list = MirrorList.read(Path.of(args[1]));
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    switch (args[0]) {
      case "sync" -> {
        SyncReport report = MirrorSync.of(list).call();
        System.out.println("result: " + report.status());
      }
      case "probe" -> {
        List<ProbeResult> results =
            UpstreamProbe.of(list.repositories(), list.settings().transport()).call();
        System.out.println("result: " + results.get(0).result());
      }
      default -> System.out.println("result: " + SizeEstimator.of(list).call().packages());
    }
    dropIdleThreads();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread)) {
        if (isOurs(thread)) {
          thread.join(END_MILLIS);
        }
        String end = thread.isAlive() ? "stays" : "ends";
        System.out.println(
            (thread.isDaemon() ? "daemon: " : "user: ") + thread.getName() + " " + end);
      }
    }
  }

  /** Others are Java's own, or those of JNA and Okio that wait for more work. */
  private static boolean isOurs(Thread thread) {
    return thread.getName().startsWith("OkHttp") || thread.getName().startsWith("pop-");
  }

  /** OkHttp keeps idle threads for a minute, which nobody wants to wait here. */
  private static void dropIdleThreads() {
    ((TaskRunner.RealBackend) TaskRunner.INSTANCE.getBackend())
        .getExecutor()
        .setKeepAliveTime(1, TimeUnit.MILLISECONDS);
  }
}
