package dev.pop.core.http;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file could not be had from its server. The message is one sentence that begins with the URL,
 * without credentials. Failures of the local disk are plain {@link java.io.IOException}s instead.
 */
public final class FetchException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  /** What kept the file from arriving. */
  public enum Fault {
    /** No connection, or none that brings a response. */
    UNREACHABLE(FailureKind.UNREACHABLE),
    /** The connection broke in the middle of the body. */
    BROKEN_OFF(FailureKind.UNREACHABLE),
    /** The server did not answer, or stopped sending, for too long. */
    TIMED_OUT(FailureKind.UNREACHABLE),
    /** 401: the credentials are missing or wrong. */
    UNAUTHORIZED(FailureKind.BAD_TOKEN),
    /** 407: the proxy in between asks for credentials of its own. */
    PROXY_REFUSED(FailureKind.REFUSED),
    /** 403: the credentials, or the lack of them, do not open this file. */
    FORBIDDEN(FailureKind.REFUSED),
    /** 404 or 410. */
    MISSING(FailureKind.MISSING),
    /** 429, 5xx and the like: the server cannot give it now. */
    UNAVAILABLE(FailureKind.UNREACHABLE),
    /** The server cannot prove to be who it should be. */
    DISTRUSTED(FailureKind.UNTRUSTED),
    /** Any other status than success. */
    STATUS(FailureKind.REFUSED),
    /** The body is longer or shorter than it must be. */
    WRONG_SIZE(FailureKind.DAMAGED),
    /** The body has the right size and another digest. */
    WRONG_DIGEST(FailureKind.DAMAGED);

    private final FailureKind kind;

    Fault(FailureKind kind) {
      this.kind = kind;
    }
  }

  private final Fault fault;
  private final String url;
  private final String reason;
  private final @Nullable Duration retryAfter;

  FetchException(Fault fault, String url, String reason, @Nullable Throwable cause) {
    this(fault.kind, fault, url, reason, cause, null);
  }

  FetchException(
      Fault fault,
      String url,
      String reason,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter) {
    this(fault.kind, fault, url, reason, cause, retryAfter);
  }

  private FetchException(
      FailureKind kind,
      Fault fault,
      String url,
      String reason,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter) {
    super(kind, url + ": " + reason, cause);
    this.retryAfter = retryAfter;
    this.fault = fault;
    this.url = url;
    this.reason = reason;
  }

  /** The server forbids a file to somebody with credentials. */
  static FetchException forbidden(String url, String reason) {
    return new FetchException(FailureKind.BAD_TOKEN, Fault.FORBIDDEN, url, reason, null, null);
  }

  /** What exactly kept the file from arriving; {@link #kind} is coarser. */
  public Fault fault() {
    return fault;
  }

  /**
   * Whether the file may simply not be there: object stores that do not list their content answer
   * 403 where others answer 404.
   */
  public boolean mayBeAbsent() {
    return fault == Fault.MISSING || fault == Fault.FORBIDDEN;
  }

  /**
   * Of the refusals of several forms of one file, the one to tell: a form that is there but wrong
   * says more than one that is forbidden, and that says more than one that is not there.
   *
   * @param refusals at least one
   */
  public static FetchException mostTelling(List<FetchException> refusals) {
    return refusals.stream()
        .filter(refusal -> !refusal.mayBeAbsent())
        .findFirst()
        .or(() -> refusals.stream().filter(refusal -> refusal.fault == Fault.FORBIDDEN).findFirst())
        .orElse(refusals.get(0));
  }

  /**
   * Whether the server answered, with anything but the whole file: under another name it may give
   * the file all the same.
   */
  public boolean isAnswer() {
    return switch (fault) {
      case UNREACHABLE, TIMED_OUT, PROXY_REFUSED, DISTRUSTED -> false;
      default -> true;
    };
  }

  /** Whether the server has no such file, or another than the one that was asked for. */
  public boolean isOtherThanListed() {
    return mayBeAbsent() || fault == Fault.WRONG_SIZE || fault == Fault.WRONG_DIGEST;
  }

  /** How long the server asks to wait before the next request; empty when it does not say. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The URL asked for, without credentials. */
  public String url() {
    return url;
  }

  /** The message without the URL. */
  public String reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return url + ": " + reason;
  }
}
