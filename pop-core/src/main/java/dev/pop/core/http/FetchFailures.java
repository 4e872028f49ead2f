package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Fault;

import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Says what refusals and broken connections mean, in the words of {@link FetchException}. */
final class FetchFailures {
  private static final Pattern OTHER_NAME =
      Pattern.compile("No (subject alternative|name matching)");

  private FetchFailures() {}

  /** Refuses any answer but 200. */
  static void checkStatus(RemoteFile file, int code) throws FetchException {
    checkStatus(file, code, null);
  }

  /**
   * As {@link #checkStatus(RemoteFile, int)}.
   *
   * @param retryAfter the header of that name, as sent
   */
  static void checkStatus(RemoteFile file, int code, @Nullable String retryAfter)
      throws FetchException {
    if (code == 200) {
      return;
    }
    switch (code) {
      case 401 ->
          throw failure(
              Fault.UNAUTHORIZED,
              file,
              file.upstream().credentials().isPresent()
                  ? "401: the server refuses the credentials (wrong or expired token?)"
                  : "401: the server asks for credentials; add them to the URL, or to the file of"
                      + " 'set etc_netrc'");
      case 403 -> throw forbidden(file, "403: the server forbids it (missing entitlement?)");
      case 404, 410 -> throw failure(Fault.MISSING, file, code + ": not found");
      case 206, 408, 425, 429, 500, 502, 503, 504 ->
          throw new FetchException(
              Fault.UNAVAILABLE,
              file.location(),
              code + ": " + statusWords(code),
              null,
              patience(retryAfter));
      default -> throw failure(Fault.STATUS, file, code + ": " + statusWords(code));
    }
  }

  /** The seconds of {@code Retry-After} (RFC 9110, 10.2.3); its form with a date is not used. */
  private static @Nullable Duration patience(@Nullable String retryAfter) {
    return retryAfter != null && retryAfter.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Long.parseLong(retryAfter))
        : null;
  }

  private static String statusWords(int code) {
    if (code == 206) {
      return "the server sends a part, and was asked for the whole";
    }
    if (code >= 500) {
      return "the server fails; try again later";
    }
    if (code >= 300 && code < 400) {
      return "the server redirects to nowhere";
    }
    return code == 429 ? "too many requests; try again later" : "the server does not give the file";
  }

  /**
   * What {@code e} means for {@code file}.
   *
   * @param proxy by way of which it was asked for
   */
  static FetchException unreachable(RemoteFile file, IOException e, Optional<ArchiveUrl> proxy) {
    if (e instanceof ProxyRoute.ProxyRefusal) {
      return new FetchException(
          Fault.PROXY_REFUSED, file.location(), String.valueOf(e.getMessage()), e);
    }
    if (e instanceof CleartextCredentialGuard.Refusal) {
      return new FetchException(
          Fault.DISTRUSTED, file.location(), String.valueOf(e.getMessage()), e);
    }
    if (e instanceof UnknownServiceException) { // of the client, which was told to speak TLS only
      return new FetchException(Fault.DISTRUSTED, file.location(), plainHttp(file), e);
    }
    if (e instanceof LeastSpeed.TooSlow) {
      return new FetchException(
          Fault.TIMED_OUT, file.location(), String.valueOf(e.getMessage()), e);
    }
    if (e instanceof InterruptedIOException) { // SocketTimeoutException is one
      return new FetchException(
          Fault.TIMED_OUT, file.location(), "the server does not answer in time", e);
    }
    if (isEndlessRedirect(e)) {
      return new FetchException(
          Fault.STATUS, file.location(), "the server redirects without end: a loop?", e);
    }
    ArchiveUrl peer = proxy.orElse(file.upstream());
    String name = (proxy.isPresent() ? "the proxy " : "") + peer.host();
    Fault fault =
        e instanceof SSLPeerUnverifiedException || isDistrust(e)
            ? Fault.DISTRUSTED
            : Fault.UNREACHABLE;
    return new FetchException(fault, file.location(), words(name, peer, e), e);
  }

  private static String plainHttp(RemoteFile file) {
    return file.upstream().scheme().equals("https")
        ? "the server redirects to plain HTTP, which https_only refuses"
        : "plain HTTP is refused by https_only";
  }

  /** OkHttp has no exception of its own for it. */
  private static boolean isEndlessRedirect(IOException e) {
    return e instanceof HttpCoreTransport.EndlessRedirect
        || (e instanceof ProtocolException
            && String.valueOf(e.getMessage()).startsWith("Too many follow-up requests"));
  }

  private static String words(String name, ArchiveUrl peer, IOException e) {
    if (e instanceof UnknownHostException) {
      return name.startsWith("the proxy")
          ? "the host name of " + name + " does not resolve"
          : "the host name does not resolve";
    }
    if (e instanceof ConnectException) {
      return "no connection to " + name + ":" + peer.effectivePort();
    }
    if (isForAnotherHost(e)) {
      return "TLS fails: the server's certificate is for another host";
    }
    if (e instanceof SSLException) {
      return "TLS fails: " + (isDistrust(e) ? "its certificate is not trusted: " : "") + shown(e);
    }
    return "the connection broke: " + shown(e);
  }

  /** Java's own check of the name tells only by its words. */
  private static boolean isForAnotherHost(@Nullable Throwable e) {
    return e instanceof SSLPeerUnverifiedException
        || (e instanceof CertificateException
            && OTHER_NAME.matcher(String.valueOf(e.getMessage())).lookingAt())
        || (e != null && isForAnotherHost(e.getCause()));
  }

  /** The words of a library, which may repeat what the server sent. */
  private static String shown(IOException e) {
    return ArchivePath.printable(ArchiveUrl.redact(String.valueOf(e.getMessage())));
  }

  private static boolean isDistrust(@Nullable Throwable e) {
    return e != null && (e instanceof CertificateException || isDistrust(e.getCause()));
  }

  private static FetchException forbidden(RemoteFile file, String reason) {
    return file.upstream().credentials().isPresent()
        ? FetchException.forbidden(file.location(), reason)
        : failure(Fault.FORBIDDEN, file, reason);
  }

  private static FetchException failure(Fault fault, RemoteFile file, String reason) {
    return new FetchException(fault, file.location(), reason, null);
  }
}
