package dev.pop.mirror.report;

import dev.pop.core.Internal;
import dev.pop.core.http.FetchException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Adds up the events of a run, for each suite that something was done for. Safe for several
 * threads, and without a lock on the way of a file.
 */
@Internal
public final class RunTally implements MirrorEvents {
  private final Clock clock;
  private final Map<SuiteId, SuiteCounters> bySuite = new ConcurrentHashMap<>();

  /** Of all suites together, and of each archive: their suites' times overlap. */
  private final Map<SuiteId, StageTimers> together = new ConcurrentHashMap<>();

  private final LongAdder adoptedFiles = new LongAdder();

  /** Takes the times of stages from {@code clock}. */
  public RunTally(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void fileStarted(Stage stage, SuiteId suite, String path) {
    counters(suite).times.began(stage, clock.millis());
  }

  @Override
  public void answered(Stage stage, SuiteId suite, int status) {
    SuiteCounters counters = counters(suite);
    counters.answered(status);
    counters.times.ended(stage, clock.millis());
  }

  @Override
  public void retrying(
      Stage stage, SuiteId suite, FetchException.Fault reason, Failure failure, Duration pause) {
    counters(suite).retried(reason);
  }

  @Override
  public void adopted(SuiteId suite, String path, long size) {
    adoptedFiles.increment();
    counters(suite).adopted(size);
  }

  @Override
  public void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {
    SuiteCounters counters = counters(suite);
    if (stage.fetches()) {
      counters.fetched(size, resumed);
    } else if (stage == Stage.CLEAN) {
      counters.removed(size);
    }
    counters.times.done(stage, clock.millis(), size);
  }

  @Override
  public void fileFailed(Stage stage, SuiteId suite, Failure failure) {
    SuiteCounters counters = counters(suite);
    counters.failed();
    counters.times.ended(stage, clock.millis());
  }

  @Override
  public void stageStarted(Stage stage, long files, long bytes) {
    together(SuiteId.NONE).began(stage, clock.millis());
  }

  @Override
  public void stageFinished(Stage stage) {
    together(SuiteId.NONE).ended(stage, clock.millis());
    for (Map.Entry<SuiteId, SuiteCounters> entry : bySuite.entrySet()) {
      StageTimers times = entry.getValue().times;
      together(archiveOf(entry.getKey())).spans(stage, times);
      times.settle(stage);
    }
    for (StageTimers times : together.values()) {
      times.settle(stage);
    }
  }

  private SuiteCounters counters(SuiteId suite) {
    SuiteCounters known = bySuite.get(suite);
    return known == null ? bySuite.computeIfAbsent(suite, id -> new SuiteCounters()) : known;
  }

  private StageTimers together(SuiteId whole) {
    return together.computeIfAbsent(whole, id -> new StageTimers());
  }

  /** Number of files adopted so far. */
  public long adoptedFiles() {
    return adoptedFiles.sum();
  }

  /** What was done for one suite so far. */
  public TransferStats of(SuiteId suite) {
    SuiteCounters counters = bySuite.get(suite);
    return counters == null ? TransferStats.NONE : counters.traffic();
  }

  /** What was done so far for each archive that anything was done for, in the order of names. */
  public List<ArchiveReport> archives() {
    SortedMap<String, List<SuiteCounters>> archives = new TreeMap<>();
    Map<String, SuiteId> ids = new HashMap<>();
    for (Map.Entry<SuiteId, SuiteCounters> entry : bySuite.entrySet()) {
      SuiteId id = archiveOf(entry.getKey());
      if (!id.equals(SuiteId.NONE)) {
        ids.put(id.archive(), id);
        archives.computeIfAbsent(id.archive(), any -> new ArrayList<>()).add(entry.getValue());
      }
    }
    List<ArchiveReport> reports = new ArrayList<>();
    for (Map.Entry<String, List<SuiteCounters>> archive : archives.entrySet()) {
      SuiteId id = Objects.requireNonNull(ids.get(archive.getKey()));
      // The only one takes as long as the run, so that both have one speed.
      StageTimers times = together(archives.size() == 1 ? SuiteId.NONE : id);
      reports.add(new ArchiveReport(id.archive(), id.repository(), sum(archive.getValue(), times)));
    }
    return reports;
  }

  private static SuiteId archiveOf(SuiteId suite) {
    return SuiteId.ofArchive(suite.archive(), suite.repository());
  }

  /** What the run as a whole did so far. */
  public TransferStats whole() {
    return sum(new ArrayList<>(bySuite.values()), together(SuiteId.NONE));
  }

  private static TransferStats sum(List<SuiteCounters> parts, StageTimers times) {
    TransferStats sum = TransferStats.NONE;
    List<StageTimers> timers = new ArrayList<>();
    for (SuiteCounters counters : parts) {
      sum = sum.plus(counters.traffic());
      timers.add(counters.times);
    }
    return sum.during(times.times(timers));
  }
}
