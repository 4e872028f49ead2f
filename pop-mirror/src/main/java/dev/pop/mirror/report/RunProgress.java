package dev.pop.mirror.report;

import dev.pop.core.http.FetchException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far a run has come: what is done of the present stage, how fast, and how long the rest will
 * take. Counting is for any thread, and without a lock; asking is for one thread at a time.
 */
public final class RunProgress implements MirrorEvents {
  /** What is older than this hardly counts for the speed. */
  private static final double MEMORY_SECONDS = 6;

  /** A pause that is longer is worth a word. */
  private static final double STALLED_SECONDS = 5;

  private final Clock clock;
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder resumed = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile Stage stage = Stage.RELEASE;
  private volatile long totalFiles;
  private volatile long totalBytes;
  private volatile long startedMillis;

  /** Whether the stages come once more, for what upstream has changed meanwhile. */
  private volatile boolean again;

  /** Paths that were asked for and are not done with. */
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /** The last of them. */
  private volatile String newest = "";

  private long movedMillis;
  private long sampledMillis;
  private long sampledFiles;
  private long sampledBytes;
  private double filesPerSecond;
  private double bytesPerSecond;

  /** A run that takes the time from {@code clock}. */
  public RunProgress(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void runStarted(String run, Instant started) {
    stage = Stage.RELEASE;
    again = false;
  }

  @Override
  public void stageStarted(Stage begun, long count, long size) {
    again |= begun.compareTo(stage) < 0;
    files.reset();
    bytes.reset();
    resumed.reset();
    held.reset();
    stage = begun;
    totalFiles = count;
    totalBytes = size;
    running.clear();
    startedMillis = clock.millis();
    synchronized (this) {
      movedMillis = startedMillis;
      sampledMillis = startedMillis;
      sampledFiles = 0;
      sampledBytes = 0;
      filesPerSecond = 0;
      bytesPerSecond = 0;
    }
  }

  @Override
  public void fileStarted(Stage now, SuiteId suite, String path) {
    running.add(path);
    newest = path;
  }

  @Override
  public void bytes(Stage now, long count) {
    bytes.add(count);
  }

  @Override
  public void fileDone(Stage now, SuiteId suite, String path, long size, long before) {
    running.remove(path);
    if (now == stage) { // an archive may be published while files of another come
      files.increment();
      resumed.add(before);
    }
  }

  @Override
  public void fileHeld(Stage now, SuiteId suite, String path, long size) {
    files.increment();
    held.add(size);
  }

  @Override
  public void fileFailed(Stage now, SuiteId suite, Failure failure) {
    running.removeIf(failure.url()::endsWith);
    failures.increment();
  }

  @Override
  public void retrying(
      Stage now, SuiteId suite, FetchException.Fault reason, Failure failure, Duration pause) {
    retries.increment();
  }

  /** How many files of this stage are done, with those that were there already. */
  public long files() {
    return files.sum();
  }

  /** How many files there are; empty when that is not known. */
  public OptionalLong totalFiles() {
    return totalFiles < 0 ? OptionalLong.empty() : OptionalLong.of(totalFiles);
  }

  /** Bytes of this stage's files that are there, also those of an earlier run. */
  public long bytes() {
    return Math.max(0, bytes.sum() + resumed.sum() + held.sum());
  }

  /** How many bytes there are; empty when that is not known, or nothing. */
  public OptionalLong totalBytes() {
    return totalBytes <= 0 ? OptionalLong.empty() : OptionalLong.of(totalBytes);
  }

  /** Of the whole run. */
  public long retries() {
    return retries.sum();
  }

  /** Of the whole run. */
  public long failures() {
    return failures.sum();
  }

  /** How people call it: a run that finds upstream changed goes through its stages again. */
  public String name() {
    String word = stage.name().toLowerCase(Locale.ROOT);
    return again ? word + " again" : word;
  }

  /** Path of a file that is waited for, the newest if possible; empty when there is none. */
  public String current() {
    String path = newest;
    if (running.contains(path)) {
      return path;
    }
    Iterator<String> others = running.iterator();
    return others.hasNext() ? others.next() : "";
  }

  /** How long nothing has come; empty while that is no longer than usual. */
  public synchronized OptionalDouble secondsStalled() {
    double seconds = (clock.millis() - movedMillis) / 1000.0;
    return seconds < STALLED_SECONDS ? OptionalDouble.empty() : OptionalDouble.of(seconds);
  }

  /** Since the stage began. */
  public double seconds() {
    return Math.max(0, clock.millis() - startedMillis) / 1000.0;
  }

  /** From 0 to 1; empty when no total is known. */
  public OptionalDouble share() {
    if (totalBytes().isPresent()) {
      return OptionalDouble.of(Math.min(1, (double) bytes() / totalBytes));
    }
    return totalFiles > 0
        ? OptionalDouble.of(Math.min(1, (double) files() / totalFiles))
        : OptionalDouble.empty();
  }

  /** Of the whole stage, in bytes. */
  public long averageSpeed() {
    return seconds() > 0 ? (long) (Math.max(0, bytes.sum()) / seconds()) : 0;
  }

  /** Takes the speed; to be called at regular times. */
  public synchronized void sample() {
    long now = clock.millis();
    double seconds = (now - sampledMillis) / 1000.0;
    if (seconds <= 0) {
      return;
    }
    long filesNow = files.sum();
    long bytesNow = bytes.sum();
    if (filesNow != sampledFiles || bytesNow != sampledBytes) {
      movedMillis = now;
    }
    // The first samples are averages of what there is.
    double weight =
        Math.max(1 - Math.exp(-seconds / MEMORY_SECONDS), seconds / Math.max(seconds, seconds()));
    filesPerSecond += weight * ((filesNow - sampledFiles) / seconds - filesPerSecond);
    bytesPerSecond += weight * ((bytesNow - sampledBytes) / seconds - bytesPerSecond);
    sampledMillis = now;
    sampledFiles = filesNow;
    sampledBytes = bytesNow;
  }

  /** Of the last seconds, in bytes. */
  public synchronized long speed() {
    return (long) Math.max(0, bytesPerSecond);
  }

  /** How long it will go on like this, in seconds; empty while nobody can tell. */
  public synchronized OptionalDouble secondsLeft() {
    OptionalDouble byBytes = left(totalBytes - bytes(), bytesPerSecond, totalBytes > 0);
    OptionalDouble byFiles = left(totalFiles - files(), filesPerSecond, totalFiles > 0);
    if (byBytes.isEmpty() || byFiles.isEmpty()) {
      return byBytes.isPresent() ? byBytes : byFiles;
    }
    return smallOnesHaveBegun()
        ? OptionalDouble.of(Math.max(byBytes.getAsDouble(), byFiles.getAsDouble()))
        : byBytes;
  }

  /** Large files come first, and their number tells nothing of the time that small ones take. */
  private boolean smallOnesHaveBegun() {
    double recentSize = bytesPerSecond / filesPerSecond;
    double otherSize = (double) (totalBytes - bytes()) / Math.max(1, totalFiles - files());
    return recentSize <= 2 * otherSize;
  }

  private static OptionalDouble left(long rest, double perSecond, boolean known) {
    return known && perSecond > 0
        ? OptionalDouble.of(Math.max(0, rest) / perSecond)
        : OptionalDouble.empty();
  }
}
