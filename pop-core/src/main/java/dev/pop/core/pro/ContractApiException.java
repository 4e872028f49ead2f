package dev.pop.core.pro;

import dev.pop.core.FailureKind;
import dev.pop.core.Internal;
import dev.pop.core.PopException;
import java.io.Serial;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contract API refused a request, or did not answer it. The message shows no token. */
@Internal
public final class ContractApiException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  /** Why there is no answer to work with. */
  public enum Fault {
    /** 401: the token is wrong. */
    UNAUTHORIZED(FailureKind.BAD_TOKEN),
    /** 403, {@code no-longer-effective}: the contract has ended. */
    NO_LONGER_EFFECTIVE(FailureKind.BAD_TOKEN),
    /** 403, {@code not-effective-yet}: the contract has not begun. */
    NOT_EFFECTIVE_YET(FailureKind.BAD_TOKEN),
    /** 403, {@code never-effective}: the contract is void. */
    NEVER_EFFECTIVE(FailureKind.BAD_TOKEN),
    /** 403 without a reason that is known. */
    FORBIDDEN(FailureKind.BAD_TOKEN),
    /** 400: the request is not accepted. */
    BAD_REQUEST(FailureKind.REFUSED),
    /** 404: no such machine, service or API. */
    NOT_FOUND(FailureKind.MISSING),
    /** 5xx or 429: the server cannot, for now. */
    SERVER_FAILS(FailureKind.UNREACHABLE),
    /** An answer that is not from the API: HTML, a redirect, or another status. */
    NOT_THE_API(FailureKind.DAMAGED),
    /** JSON of another shape, or with a directive that is refused. */
    BAD_ANSWER(FailureKind.DAMAGED),
    /** No connection. */
    UNREACHABLE(FailureKind.UNREACHABLE),
    /** No answer in time. */
    TIMED_OUT(FailureKind.UNREACHABLE);

    private final FailureKind kind;

    Fault(FailureKind kind) {
      this.kind = kind;
    }
  }

  private final Fault fault;
  private final @Nullable String contractId;
  private final @Nullable Instant time;

  ContractApiException(Fault fault, String message, @Nullable Throwable cause) {
    this(fault, message, cause, null, null);
  }

  ContractApiException(
      Fault fault,
      String message,
      @Nullable Throwable cause,
      @Nullable String contractId,
      @Nullable Instant time) {
    super(fault.kind, message, cause);
    this.fault = fault;
    this.contractId = contractId;
    this.time = time;
  }

  /** Why exactly there is no answer to work with; {@link #kind} is coarser. */
  public Fault fault() {
    return fault;
  }

  /** The contract that the refusal is about, where the API says so. */
  public Optional<String> contractId() {
    return Optional.ofNullable(contractId);
  }

  /** Since or from when the contract is not in effect, or will be, where the API says so. */
  public Optional<Instant> time() {
    return Optional.ofNullable(time);
  }
}
