package dev.pop.mirror.report;

import dev.pop.core.http.FetchException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Receives what happens during a run. Every method does nothing unless it is overridden.
 *
 * <p>Order:
 *
 * <pre>
 * runStarted (stageStarted (fileStarted | answered | bytes | retrying | adopted | fileDone |
 *   fileHeld | fileFailed)* stageFinished)* runFinished
 * </pre>
 *
 * <p>Stages never overlap, and may come several times; one that failed is not finished. {@code
 * warning}, {@code fileFailed}, {@code output}, {@code removable} and {@code suiteDone} may also
 * come between stages. Only a sync is a run; an estimate or a verification has stages alone. Of one
 * file, {@code fileStarted} comes first and {@code fileDone} or {@code fileFailed} last, all on one
 * thread; a file that turns out not to be there, or unchanged, has neither of them, and one that is
 * held has {@code fileHeld} alone.
 *
 * <p>Threads: {@code runStarted}, {@code stageStarted}, {@code stageFinished} and {@code
 * runFinished} come from the thread that called, one at a time, and nothing of a stage comes before
 * its start or after its end. All else may come from several threads at once. The callers wait, so
 * methods shall return quickly, and shall lock nothing for long. What a listener throws does no
 * harm: the others are told by one {@code warning}, the run goes on.
 *
 * <p>A listener may end the run, from any thread, by {@code MirrorSync.cancel}.
 */
public interface MirrorEvents {
  /** Listens to nothing. */
  MirrorEvents NONE = new MirrorEvents() {};

  /** In place of a total that is not known. */
  long UNKNOWN = -1;

  /** Tells each of {@code listeners}, in their order, and keeps the run safe from all of them. */
  static MirrorEvents all(MirrorEvents... listeners) {
    return new CompositeEvents(List.of(listeners));
  }

  /**
   * A run begins; it holds the mirror's lock.
   *
   * @param run names the run in reports and logs, such as {@code 20261122T101112Z-3f9a1c}; names
   *     sort by time
   * @param started when it began
   */
  default void runStarted(String run, Instant started) {}

  /**
   * A stage begins.
   *
   * @param files number of files (when publishing: of suites) that it will handle, or {@link
   *     #UNKNOWN}; a file that proves needless or impossible to ask for counts too
   * @param bytes their sum, or {@link #UNKNOWN}
   */
  default void stageStarted(Stage stage, long files, long bytes) {}

  /**
   * A file is asked for.
   *
   * @param path below the archive's base
   */
  default void fileStarted(Stage stage, SuiteId suite, String path) {}

  /**
   * A request has ended.
   *
   * @param status of HTTP; 0 when no answer came
   */
  default void answered(Stage stage, SuiteId suite, int status) {}

  /**
   * Bytes of bodies that arrived, or were hashed, since the last call; negative when an attempt
   * failed, and takes back what it brought. For a file that is done, they add up to its size
   * without what had come before.
   */
  default void bytes(Stage stage, long count) {}

  /**
   * An attempt to fetch a file failed, and another will be made.
   *
   * @param reason of what kind the failure is
   * @param pause how long it waits until then
   */
  default void retrying(
      Stage stage, SuiteId suite, FetchException.Fault reason, Failure failure, Duration pause) {}

  /** A file that was there unverified is what it must be, and is kept. */
  default void adopted(SuiteId suite, String path, long size) {}

  /**
   * A file is done with: fetched and verified, or hashed, or, when cleaning, removed. When
   * publishing, a suite is published.
   *
   * @param path below the archive's base; of a suite, its directory; when cleaning an archive that
   *     the list no longer names, below {@code mirror_path}
   * @param size in bytes; when cleaning, what removing it freed; of a suite 0
   * @param resumed how many of them had come before, in an earlier attempt or run
   */
  default void fileDone(Stage stage, SuiteId suite, String path, long size, long resumed) {}

  /**
   * A file of the stage is there already, under this or another name, and needs no fetching. It
   * counts to the totals of the stage, but nothing came for it.
   *
   * @param path below the archive's base
   * @param size in bytes
   */
  default void fileHeld(Stage stage, SuiteId suite, String path, long size) {}

  /** A file could not be had. */
  default void fileFailed(Stage stage, SuiteId suite, Failure failure) {}

  default void stageFinished(Stage stage) {}

  /** A suite was published, found unchanged, or kept at its previous generation. */
  default void suiteDone(SuiteReport suite) {}

  /** Something doubtful that does not stop the run; one sentence without secrets. */
  default void warning(String text) {}

  /** A warning with what helps; unless it is overridden, the text is a {@link #warning(String)}. */
  default void warning(Problem problem) {
    warning(problem.text());
  }

  /** What nothing needs any more is known; comes once in a run, before it is removed. */
  default void removable(Removable what) {}

  /**
   * A line that another program printed: the Perl engine, without credentials, or the post-mirror
   * script, letter by letter.
   */
  default void output(String line) {}

  /** A run has ended, in whatever way. Its report is kept by now. */
  default void runFinished(SyncReport report) {}
}
