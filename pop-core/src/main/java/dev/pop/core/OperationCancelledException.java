package dev.pop.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Somebody cancelled an {@link Operation}, or interrupted its thread. What it had done until then
 * is in {@link #report}, where there is anything to tell; nothing half-made is published.
 */
public final class OperationCancelledException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  OperationCancelledException(String message, @Nullable Throwable cause) {
    super(FailureKind.CANCELLED, message, cause);
  }
}
