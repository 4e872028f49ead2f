package dev.pop.mirror.report;

import java.time.Duration;

/**
 * Receives what happens during a run. Every method does nothing unless it is overridden.
 *
 * <p>Grammar: {@code (stageStarted (fileDone | fileFailed | bytes)* stageFinished)*}, where stages
 * never overlap; {@code warning}, {@code retrying}, {@code output}, {@code removable} and {@code
 * suiteDone} may come at any time. Methods are called from several threads at once, shall return
 * quickly and shall not throw.
 */
public interface MirrorEvents {
  /** Listens to nothing. */
  MirrorEvents NONE = new MirrorEvents() {};

  /**
   * A stage begins.
   *
   * @param files number of files (in the last stage: of suites) that it will handle; -1 when it is
   *     not known
   * @param bytes their sum; -1 when it is not known
   */
  default void stageStarted(Stage stage, int files, long bytes) {}

  /** Bytes of bodies that arrived or were hashed since the last call. */
  default void bytes(Stage stage, long count) {}

  /** A file is there and verified. */
  default void fileDone(Stage stage, String location) {}

  /** A file could not be had. */
  default void fileFailed(Stage stage, Failure failure) {}

  /**
   * An attempt to fetch a file failed, and another will be made.
   *
   * @param pause how long it waits until then
   */
  default void retrying(Failure failure, Duration pause) {}

  default void stageFinished(Stage stage) {}

  /** A suite was published, found unchanged, or kept at its previous generation. */
  default void suiteDone(SuiteReport suite) {}

  /** Something doubtful that does not stop the run; one sentence without secrets. */
  default void warning(String text) {}

  /** What nothing needs any more is known; comes once in a run, before it is removed. */
  default void removable(Removable what) {}

  /**
   * A line that another program printed: the Perl engine, without credentials, or the post-mirror
   * script, letter by letter.
   */
  default void output(String line) {}
}
