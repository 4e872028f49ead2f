package dev.pop.mirror.report;

import static java.util.Objects.requireNonNull;

import dev.pop.core.Operation;
import java.time.Clock;
import java.util.Optional;

/**
 * An operation on a mirror, which tells what happens and how far it has come.
 *
 * @param <R> what is done or found
 * @param <O> the operation, for calls in a chain
 */
public abstract class MirrorOperation<R, O extends MirrorOperation<R, O>> extends Operation<R> {
  private MirrorEvents events = MirrorEvents.NONE;
  private Optional<RunProgress> progress = Optional.empty();
  private Clock clock = Clock.systemUTC();

  /** For subclasses. */
  protected MirrorOperation() {}

  /** Sends what happens to {@code events}. */
  public final O events(MirrorEvents events) {
    this.events = MirrorEvents.all(requireNonNull(events, "events"));
    return self();
  }

  /** Counts in {@code progress} how far it has come. */
  public final O progress(RunProgress progress) {
    this.progress = Optional.of(requireNonNull(progress, "progress"));
    return self();
  }

  /** Takes the time, by which keys, Releases and files grow old too, from {@code clock}. */
  public final O clock(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    return self();
  }

  @SuppressWarnings("unchecked") // as each subclass declares it
  private O self() {
    return (O) this;
  }

  /** What {@link #events(MirrorEvents)} gave, in a form that the operation takes no harm from. */
  protected final MirrorEvents events() {
    return events;
  }

  protected final Optional<RunProgress> progress() {
    return progress;
  }

  /** Tells the events and counts, where nobody else does. */
  protected final MirrorEvents counted() {
    return progress.isPresent() ? MirrorEvents.all(progress.get(), events) : events;
  }

  protected final Clock clock() {
    return clock;
  }
}
