package dev.pop.core.pro;

import dev.pop.core.Internal;
import java.io.Serial;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contract API refused a request, or did not answer it. The message shows no token. */
@Internal
public final class ContractApiException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** Why there is no answer to work with. */
  public enum Kind {
    /** 401: the token is wrong. */
    UNAUTHORIZED,
    /** 403, {@code no-longer-effective}: the contract has ended. */
    NO_LONGER_EFFECTIVE,
    /** 403, {@code not-effective-yet}: the contract has not begun. */
    NOT_EFFECTIVE_YET,
    /** 403, {@code never-effective}: the contract is void. */
    NEVER_EFFECTIVE,
    /** 403 without a reason that is known. */
    FORBIDDEN,
    /** 400: the request is not accepted. */
    BAD_REQUEST,
    /** 404: no such machine, service or API. */
    NOT_FOUND,
    /** 5xx or 429: the server cannot, for now. */
    SERVER_FAILS,
    /** An answer that is not from the API: HTML, a redirect, or another status. */
    NOT_THE_API,
    /** JSON of another shape, or with a directive that is refused. */
    BAD_ANSWER,
    /** No connection. */
    UNREACHABLE,
    /** No answer in time. */
    TIMED_OUT
  }

  private final Kind kind;
  private final @Nullable String contractId;
  private final @Nullable Instant time;

  ContractApiException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null, null);
  }

  ContractApiException(
      Kind kind,
      String message,
      @Nullable Throwable cause,
      @Nullable String contractId,
      @Nullable Instant time) {
    super(message, cause);
    this.kind = kind;
    this.contractId = contractId;
    this.time = time;
  }

  public Kind kind() {
    return kind;
  }

  /** The contract that the refusal is about, where the API says so. */
  public Optional<String> contractId() {
    return Optional.ofNullable(contractId);
  }

  /** Since or from when the contract is not in effect, or will be, where the API says so. */
  public Optional<Instant> time() {
    return Optional.ofNullable(time);
  }

  /** Whether the same request may succeed later. */
  public boolean isRetryWorthy() {
    return kind == Kind.SERVER_FAILS || kind == Kind.UNREACHABLE || kind == Kind.TIMED_OUT;
  }
}
