package dev.pop.core.http;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.apt.ArchiveUrl;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How files are fetched: speed, patience, TLS, proxies. What is not set is as in {@link #DEFAULT}.
 *
 * @param userAgent the {@code User-Agent} to send
 * @param rates the speeds that are not to be exceeded
 * @param slowRate below which speed a transfer is given up; empty for none
 * @param timeouts how long servers may be silent
 * @param retry how often a fetch that failed is tried again
 * @param tls whom to trust, and who we are
 * @param proxies what lies between us and the servers
 * @param http how HTTP is spoken
 * @param plainHttp what may go over connections that anybody in between can read
 */
public record TransportOptions(
    String userAgent,
    Rates rates,
    Optional<SlowRate> slowRate,
    Timeouts timeouts,
    RetryPolicy retry,
    TlsOptions tls,
    Proxies proxies,
    Http http,
    PlainHttp plainHttp) {

  /** No limits, no second attempts, no proxy, the authorities that Java trusts. */
  public static final TransportOptions DEFAULT =
      new TransportOptions(
          "pop",
          Rates.UNLIMITED,
          Optional.empty(),
          Timeouts.DEFAULT,
          RetryPolicy.NEVER,
          TlsOptions.DEFAULT,
          Proxies.NONE,
          Http.DEFAULT,
          PlainHttp.DEFAULT);

  /**
   * Speeds in bytes per second; 0 is no limit.
   *
   * @param perConnection of each thread that fetches
   * @param total of all together
   */
  public record Rates(long perConnection, long total) {
    static final Rates UNLIMITED = new Rates(0, 0);

    public Rates {
      checkArgument(perConnection >= 0 && total >= 0, "rates %s and %s", perConnection, total);
    }
  }

  /**
   * A transfer that brings less than this is given up, so that its place is free for another.
   *
   * @param bytesPerSecond the least speed
   * @param window over which time it is measured, again and again
   */
  public record SlowRate(long bytesPerSecond, Duration window) {}

  /**
   * How long to wait.
   *
   * @param connect for a connection
   * @param read for the next bytes
   */
  public record Timeouts(Duration connect, Duration read) {
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** A server that sends less, body or not, holds a connection for nothing. */
    private static final long DRIP_BYTES_PER_SECOND = 1024;

    /** What is sent in no time is measured over this many times {@link #read}. */
    private static final int DRIP_READS = 5;

    /** The least speed of everything that a server sends: 1 KiB/s over five minutes, usually. */
    public SlowRate drip() {
      return new SlowRate(DRIP_BYTES_PER_SECOND, whole());
    }

    /** How long it may take until the header of a response is there, redirects included. */
    Duration whole() {
      return read.multipliedBy(DRIP_READS);
    }
  }

  /**
   * Proxies by the scheme of the archive. User and password in them are for the proxy alone; their
   * paths are not looked at.
   */
  public record Proxies(Optional<ArchiveUrl> http, Optional<ArchiveUrl> https) {
    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty());

    Optional<ArchiveUrl> of(String scheme) {
      return scheme.equals("https") ? https : http;
    }
  }

  /**
   * How HTTP is spoken.
   *
   * @param http2 whether HTTP/2 is spoken with servers that offer it over TLS, and not HTTP/1.1
   * @param http1Only locations of the archives, as of {@link ArchiveUrl#location()}, that it is not
   *     spoken with in any case
   * @param pipelineDepth how many requests of HTTP/1.1 may be on their way over one connection, for
   *     files of known size and digest; 1 is one after the other
   */
  public record Http(boolean http2, Set<String> http1Only, int pipelineDepth) {
    /** HTTP/1.1 with as many requests ahead as apt has. */
    public static final Http DEFAULT = new Http(false, Set.of(), 10);

    public Http {
      http1Only = Set.copyOf(http1Only);
      checkArgument(pipelineDepth >= 1, "depth %s", pipelineDepth);
    }
  }

  /**
   * What may go over plain HTTP. Proxies are spoken to over it in any case.
   *
   * @param allowed whether files are asked for over it; if not, redirects to it are refused too
   * @param credentialsAnywhere whether credentials are sent over it to public addresses, and to
   *     proxies, and not only to loopback and private addresses
   */
  public record PlainHttp(boolean allowed, boolean credentialsAnywhere) {
    static final PlainHttp DEFAULT = new PlainHttp(true, false);
  }

  public TransportOptions withUserAgent(String other) {
    return new TransportOptions(
        other, rates, slowRate, timeouts, retry, tls, proxies, http, plainHttp);
  }

  public TransportOptions withRates(Rates other) {
    return new TransportOptions(
        userAgent, other, slowRate, timeouts, retry, tls, proxies, http, plainHttp);
  }

  public TransportOptions withSlowRate(SlowRate other) {
    return new TransportOptions(
        userAgent, rates, Optional.of(other), timeouts, retry, tls, proxies, http, plainHttp);
  }

  public TransportOptions withTimeouts(Timeouts other) {
    return new TransportOptions(
        userAgent, rates, slowRate, other, retry, tls, proxies, http, plainHttp);
  }

  public TransportOptions withRetry(RetryPolicy other) {
    return new TransportOptions(
        userAgent, rates, slowRate, timeouts, other, tls, proxies, http, plainHttp);
  }

  /** The same for somebody who waits for the response. */
  public TransportOptions hasty() {
    return withRetry(retry.hasty());
  }

  public TransportOptions withTls(TlsOptions other) {
    return new TransportOptions(
        userAgent, rates, slowRate, timeouts, retry, other, proxies, http, plainHttp);
  }

  public TransportOptions withProxies(Proxies other) {
    return new TransportOptions(
        userAgent, rates, slowRate, timeouts, retry, tls, other, http, plainHttp);
  }

  public TransportOptions withHttp(Http other) {
    return new TransportOptions(
        userAgent, rates, slowRate, timeouts, retry, tls, proxies, other, plainHttp);
  }

  public TransportOptions withPlainHttp(PlainHttp other) {
    return new TransportOptions(
        userAgent, rates, slowRate, timeouts, retry, tls, proxies, http, other);
  }
}
