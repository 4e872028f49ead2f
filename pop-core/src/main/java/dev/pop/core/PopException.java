package dev.pop.core;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something cannot be done at all, whose kind programs can tell. Every checked exception of this
 * library is one, but those of the JDK: {@link java.io.IOException} where a single file is read or
 * written, {@link InterruptedException} where a call waits that is no {@link Operation}.
 *
 * <p>The message is one sentence for people, without secrets; it names no command.
 */
public class PopException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final FailureKind kind;
  private transient @Nullable Object report;

  /** Says what failed, in one sentence. */
  public PopException(FailureKind kind, String message) {
    this(kind, message, null);
  }

  /**
   * As {@link #PopException(FailureKind, String)}.
   *
   * @param cause what made it fail; null when nothing did
   */
  public PopException(FailureKind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why it failed. */
  public final FailureKind kind() {
    return kind;
  }

  /**
   * What an {@link Operation} had done or found when this ended it.
   *
   * @param type of the operation's result
   * @return empty when there is nothing to tell, or of another type
   */
  public final <T> Optional<T> report(Class<T> type) {
    return type.isInstance(report) ? Optional.of(type.cast(report)) : Optional.empty();
  }

  /** Adds what was done until it was thrown. */
  final void addReport(@Nullable Object soFar) {
    if (report == null) {
      report = soFar;
    }
  }
}
