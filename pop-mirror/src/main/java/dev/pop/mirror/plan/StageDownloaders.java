package dev.pop.mirror.plan;

import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchListener;
import dev.pop.core.http.Pipeline;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Downloaders that tell events what they fetch for: one for each stage of each suite. Safe for
 * several threads.
 */
final class StageDownloaders {
  private final Downloader downloader;
  private final MirrorEvents events;
  private final Map<Purpose, Downloader> known = new ConcurrentHashMap<>();

  StageDownloaders(Downloader downloader, MirrorEvents events) {
    this.downloader = downloader;
    this.events = events;
  }

  Downloader of(Stage stage, SuiteId suite) {
    Purpose purpose = new Purpose(stage, suite);
    Downloader found = known.get(purpose); // without a lock
    return found != null
        ? found
        : known.computeIfAbsent(purpose, it -> downloader.tellingTo(new Told(it)));
  }

  Pipeline pipeline() {
    return downloader.pipeline();
  }

  /** What fetches are for. */
  private record Purpose(Stage stage, SuiteId suite) {}

  /** Passes on what a fetch tells, with what it is for. */
  private final class Told implements FetchListener {
    private final Purpose purpose;

    Told(Purpose purpose) {
      this.purpose = purpose;
    }

    @Override
    public void answered(int status) {
      events.answered(purpose.stage, purpose.suite, status);
    }

    @Override
    public void received(long bytes) {
      events.bytes(purpose.stage, bytes);
    }

    @Override
    public void retrying(FetchException failure, Duration pause) {
      events.retrying(
          purpose.stage,
          purpose.suite,
          failure.fault(),
          new Failure(failure.url(), failure.kind(), failure.reason()),
          pause);
    }
  }
}
