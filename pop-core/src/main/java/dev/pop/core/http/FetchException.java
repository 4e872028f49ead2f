package dev.pop.core.http;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file could not be had from its server. The message is one sentence that begins with the URL,
 * without credentials. Failures of the local disk are plain {@link java.io.IOException}s instead.
 */
public final class FetchException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** What kept the file from arriving. */
  public enum Kind {
    /** No connection, or none that brings a response. */
    UNREACHABLE,
    /** The connection broke in the middle of the body. */
    BROKEN_OFF,
    /** The server did not answer, or stopped sending, for too long. */
    TIMED_OUT,
    /** 401: the credentials are missing or wrong. */
    UNAUTHORIZED,
    /** 407: the proxy in between asks for credentials of its own. */
    PROXY_REFUSED,
    /** 403: the credentials do not open this file. */
    FORBIDDEN,
    /** 404 or 410. */
    MISSING,
    /** 429, 5xx and the like: the server cannot give it now. */
    UNAVAILABLE,
    /** The server cannot prove to be who it should be. */
    DISTRUSTED,
    /** Any other status than success. */
    STATUS,
    /** The body is longer or shorter than it must be. */
    WRONG_SIZE,
    /** The body has the right size and another digest. */
    WRONG_DIGEST
  }

  private final Kind kind;
  private final String url;
  private final String reason;
  private final @Nullable Duration retryAfter;

  FetchException(Kind kind, String url, String reason, @Nullable Throwable cause) {
    this(kind, url, reason, cause, null);
  }

  FetchException(
      Kind kind,
      String url,
      String reason,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter) {
    super(url + ": " + reason, cause);
    this.retryAfter = retryAfter;
    this.kind = kind;
    this.url = url;
    this.reason = reason;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Whether the file may simply not be there: object stores that do not list their content answer
   * 403 where others answer 404.
   */
  public boolean mayBeAbsent() {
    return kind == Kind.MISSING || kind == Kind.FORBIDDEN;
  }

  /**
   * Whether the server answered, with anything but the whole file: under another name it may give
   * the file all the same.
   */
  public boolean isAnswer() {
    return switch (kind) {
      case UNREACHABLE, TIMED_OUT, PROXY_REFUSED, DISTRUSTED -> false;
      default -> true;
    };
  }

  /** Whether the server has no such file, or another than the one that was asked for. */
  public boolean isOtherThanListed() {
    return mayBeAbsent() || kind == Kind.WRONG_SIZE || kind == Kind.WRONG_DIGEST;
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
