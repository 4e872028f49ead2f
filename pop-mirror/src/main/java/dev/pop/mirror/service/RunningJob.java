package dev.pop.mirror.service;

import dev.pop.mirror.report.RunStatus;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.RunControl;
import dev.pop.mirror.store.RunFile;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The run that is at work on a mirror, in this process or another: how far it has come, and what
 * can be asked of it. What is asked takes effect within about a second, and ends with the run.
 */
public final class RunningJob {
  private final MirrorLayout layout;
  private final RunStatus status;

  private RunningJob(MirrorLayout layout, RunStatus status) {
    this.layout = layout;
    this.status = status;
  }

  /**
   * The run at work on a mirror.
   *
   * @param settings of the mirror's list
   * @return empty when there is none
   * @throws java.nio.file.AccessDeniedException if this user may not look, who is neither the
   *     mirror's owner nor root
   * @throws IOException if its state cannot be read
   */
  public static Optional<RunningJob> of(MirrorSettings settings) throws IOException {
    MirrorLayout layout = MirrorLayout.of(settings);
    return RunFile.in(layout).atWork().map(status -> new RunningJob(layout, status));
  }

  /** How it was when it was looked at, at most about a second before that. */
  public RunStatus status() {
    return status;
  }

  /** Whether its rate can be changed and its transfers paused: a native sync, and no other run. */
  public boolean canBeLimited() {
    return status.limit().isPresent();
  }

  /**
   * Changes the total rate of the run, and lets transfers that were paused continue.
   *
   * @param bytesPerSecond 0 is no limit
   * @throws IllegalStateException if {@link #canBeLimited} is false
   * @throws IOException if it cannot be asked
   */
  public void limit(long bytesPerSecond) throws IOException {
    requireRate();
    ask(OptionalLong.of(bytesPerSecond), false, false);
  }

  /**
   * Lets the transfers of the run wait.
   *
   * @throws IllegalStateException if {@link #canBeLimited} is false
   * @throws IOException if it cannot be asked
   */
  public void pause() throws IOException {
    requireRate();
    ask(status.limit(), true, false);
  }

  /**
   * Ends the run, of whatever kind, as an interrupt does: nothing half-made is published.
   *
   * @throws IOException if it cannot be asked
   */
  public void cancel() throws IOException {
    ask(status.limit(), false, true);
  }

  private void requireRate() {
    if (!canBeLimited()) {
      throw new IllegalStateException("a run of the kind " + status.kind() + " has no rate");
    }
  }

  private void ask(OptionalLong limit, boolean paused, boolean cancelled) throws IOException {
    new RunControl(status.run(), limit, paused, cancelled).write(layout);
  }
}
