package dev.pop.mirror.plan;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.FormatException;
import dev.pop.mirror.report.Remedy;
import java.io.Serial;
import java.util.Optional;

/** A Release that must not be taken as it is, though a person may decide to. */
final class RefusedReleaseException extends FormatException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Optional<Remedy> remedy;

  RefusedReleaseException(FailureKind kind, String reason, Optional<Remedy> remedy) {
    super(kind, reason);
    this.remedy = remedy;
  }

  /** What helps against a refusal, if anything does. */
  static Optional<Remedy> remedy(FormatException e) {
    return e instanceof RefusedReleaseException refusal ? refusal.remedy : Optional.empty();
  }
}
