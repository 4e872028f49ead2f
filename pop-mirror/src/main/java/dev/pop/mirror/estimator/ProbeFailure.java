package dev.pop.mirror.estimator;

import dev.pop.core.http.FetchException;
import dev.pop.mirror.estimator.ProbeResult.Result;

/** What it means when a file cannot be had. */
final class ProbeFailure {
  private ProbeFailure() {}

  static Result of(FetchException e) {
    return switch (e.fault()) {
      case UNAUTHORIZED -> Result.BAD_TOKEN;
      case FORBIDDEN -> Result.NOT_ENTITLED;
      case MISSING, WRONG_SIZE, WRONG_DIGEST -> Result.DAMAGED;
      case UNREACHABLE, BROKEN_OFF, TIMED_OUT, UNAVAILABLE, DISTRUSTED, PROXY_REFUSED, STATUS ->
          Result.OUTAGE;
    };
  }
}
