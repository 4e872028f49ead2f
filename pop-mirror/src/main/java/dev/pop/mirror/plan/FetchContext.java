package dev.pop.mirror.plan;

import dev.pop.core.FailureKind;
import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.Pipeline;
import dev.pop.core.io.Workers;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.RunTally;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every stage of fetching works with: the network, the threads, who listens, and what is
 * counted. Safe for use by several threads.
 */
public final class FetchContext {
  private static final Logger LOG = LoggerFactory.getLogger("dev.pop.mirror");

  private final StageDownloaders downloaders;
  private final Workers workers;
  private final RunTally tally;
  private final MirrorEvents events;
  private final List<Failure> failures = Collections.synchronizedList(new ArrayList<>());
  private final LongAdder unchangedFiles = new LongAdder();
  private final Set<String> opened = ConcurrentHashMap.newKeySet();

  /**
   * @param events hears of everything
   * @param clock says how long it takes
   */
  public FetchContext(Downloader downloader, Workers workers, MirrorEvents events, Clock clock) {
    this.workers = workers;
    this.tally = new RunTally(clock);
    this.events = MirrorEvents.all(tally, events);
    this.downloaders = new StageDownloaders(downloader, this.events);
  }

  public Workers workers() {
    return workers;
  }

  public MirrorEvents events() {
    return events;
  }

  /** What was counted so far. */
  public RunTally tally() {
    return tally;
  }

  /** Requests ahead, for one thread. */
  public Pipeline pipeline() {
    return downloaders.pipeline();
  }

  /**
   * Tells that a file is asked for.
   *
   * @param path below the archive's base
   * @return what to ask for it
   */
  public Downloader fetching(Stage stage, SuiteId suite, String path) {
    events.fileStarted(stage, suite, path);
    return downloaders.of(stage, suite);
  }

  /** Notes a file that was fetched and kept. */
  public void downloaded(Stage stage, SuiteId suite, String path, FetchedFile fetched) {
    if (stage == Stage.ARCHIVE) {
      opened.add(suite.archive());
    }
    events.fileDone(stage, suite, path, fetched.size(), fetched.resumed());
  }

  /**
   * Whether an archive gave a pool file in this run, so that its credentials are good.
   *
   * @param archive its id
   */
  public boolean hasOpened(String archive) {
    return opened.contains(archive);
  }

  /**
   * Notes a file of the stage that was there already and needed no fetching.
   *
   * @param path below the archive's base
   */
  public void held(Stage stage, SuiteId suite, String path, long size) {
    unchanged(1);
    events.fileHeld(stage, suite, path, size);
  }

  /** Notes files that were there already and are no part of a stage. */
  public void unchanged(long files) {
    unchangedFiles.add(files);
  }

  /** Notes a file that could not be had. */
  public Failure failed(Stage stage, SuiteId suite, FetchException e) {
    return failed(stage, suite, e.url(), e.kind(), e.reason());
  }

  /** Notes something that could not be had. */
  public Failure failed(Stage stage, SuiteId suite, String url, FailureKind kind, String reason) {
    return failed(stage, suite, new Failure(url, kind, reason));
  }

  /** Notes something that could not be had. */
  public Failure failed(Stage stage, SuiteId suite, Failure failure) {
    failures.add(failure);
    events.fileFailed(stage, suite, failure);
    return failure;
  }

  /** Takes failures back: another attempt was successful. */
  public void forget(Collection<Failure> mended) {
    failures.removeAll(Set.copyOf(mended));
  }

  /** What is said of one file, index or suite when the program itself fails at it. */
  public static String fault(RuntimeException e) {
    LOG.debug("a fault of the program", e);
    return "a fault of the program" + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }

  public List<Failure> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  public long unchangedFiles() {
    return unchangedFiles.sum();
  }
}
