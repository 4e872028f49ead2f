package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Kind;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Fetches files of archives over HTTP, or from the local file system. Size and digest are checked
 * while the body is written, so a file is read once only.
 *
 * <p>Credentials are sent with the first request to the archive's own host, port and scheme, and
 * are dropped by a redirect to any other.
 *
 * <p>Safe for use by several threads; each fetch runs on the thread that calls it.
 */
public final class Downloader implements Closeable {
  private final HttpClients clients;
  private final TransportOptions options;
  private final Pace pace;
  private final BodyFile bodies = new BodyFile();
  private final LocalArchive local = new LocalArchive(bodies);
  private final LongAdder requests = new LongAdder();

  /** Calls whose bodies are read; the client itself forgets a call when it has the headers. */
  private final Set<Call> receiving = ConcurrentHashMap.newKeySet();

  private volatile boolean cancelled;

  private Downloader(int connections, TransportOptions options, Ticker ticker) {
    this.clients = HttpClients.create(connections, options, this::refuseWhenCancelled);
    this.options = options;
    this.pace = new Pace(options, ticker, () -> cancelled);
  }

  /**
   * Stops a call that {@link #cancel} came too early for: it is known to the dispatcher only now.
   */
  private Response refuseWhenCancelled(Interceptor.Chain chain) throws IOException {
    if (cancelled) {
      throw new IOException("cancelled");
    }
    return chain.proceed(chain.request());
  }

  /**
   * Makes a downloader that keeps up to {@code connections} connections open for reuse.
   *
   * @param options how to fetch
   */
  public static Downloader create(int connections, TransportOptions options) {
    return create(connections, options, Ticker.SYSTEM);
  }

  static Downloader create(int connections, TransportOptions options, Ticker ticker) {
    return new Downloader(connections, options, ticker);
  }

  /**
   * Fetches {@code file} into {@code target}, which is made or overwritten. After any exception
   * there is no such file, not even one that was there before.
   *
   * @throws FetchException if the server does not give the file, or gives other bytes
   * @throws IOException if {@code target} cannot be written
   * @throws InterruptedException if {@link #cancel} was called or the thread interrupted
   */
  public FetchedFile fetch(RemoteFile file, Path target)
      throws FetchException, IOException, InterruptedException {
    return fetchIfChanged(file, Validators.NONE, target)
        .orElseThrow(
            () ->
                new FetchException(
                    Kind.STATUS,
                    file.location(),
                    "the server answers 304 to a plain request",
                    null));
  }

  /**
   * As {@link #fetch}, but empty (and {@code target} untouched) when the server says that the
   * version of {@code known} is still the present one.
   */
  public Optional<FetchedFile> fetchIfChanged(RemoteFile file, Validators known, Path target)
      throws FetchException, IOException, InterruptedException {
    boolean done = false;
    try {
      checkCancelled();
      Optional<FetchedFile> fetched =
          file.archive().isLocal()
              ? local.fetchIfChanged(file, known, target, this::checkCancelled)
              : transfer(file, known, target);
      done = true;
      return fetched;
    } catch (BodyFile.LocalFailure e) {
      checkCancelled(); // an interrupt closes the file that is being written
      throw e.unwrap();
    } finally {
      if (!done && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(target);
      }
    }
  }

  private Optional<FetchedFile> transfer(RemoteFile file, Validators known, Path target)
      throws FetchException, IOException, InterruptedException {
    requests.increment();
    Call call = clients.newCall(file.archive(), request(file, known));
    receiving.add(call);
    try (Response response = call.execute()) {
      if (response.code() == 304) {
        return Optional.empty();
      }
      FetchFailures.checkStatus(file, response.code());
      return Optional.of(receive(file, response, target));
    } catch (BodyFile.LocalFailure e) {
      throw e;
    } catch (IOException e) {
      checkCancelled();
      throw unreachable(file, e);
    } finally {
      receiving.remove(call);
    }
  }

  /**
   * Asks whether the server would give {@code file}, with its credentials, without taking the body:
   * by HEAD, or for its first byte where HEAD is refused. A size that the server announces must be
   * the file's.
   *
   * @throws FetchException if the server would not give it, or another file in its place
   * @throws InterruptedException if {@link #cancel} was called or the thread interrupted
   */
  public void probe(RemoteFile file) throws FetchException, InterruptedException {
    checkCancelled();
    if (file.archive().isLocal()) {
      local.probe(file);
      return;
    }
    try {
      new Probe(file, request(file, Validators.NONE))
          .ask(
              request -> {
                requests.increment();
                return clients.newCall(file.archive(), request);
              });
    } catch (IOException e) {
      checkCancelled();
      throw unreachable(file, e);
    }
  }

  /** Number of requests sent so far; a redirect counts with the request that it answers. */
  public long requests() {
    return requests.sum();
  }

  /** Ends every running fetch, on whatever thread, and refuses new ones. */
  public void cancel() {
    cancelled = true;
    clients.cancelAll();
    receiving.forEach(Call::cancel);
  }

  /** Closes idle connections. Running fetches go on. */
  @Override
  public void close() {
    clients.close();
  }

  private void checkCancelled() throws InterruptedException {
    if (cancelled || Thread.interrupted()) {
      throw new InterruptedException("the run was interrupted");
    }
  }

  private Request request(RemoteFile file, Validators known) {
    HttpUrl url =
        HttpUrl.get(file.archive().location()).newBuilder().addPathSegments(file.path()).build();
    // As apt asks: object stores take a plain '+' for a blank, and no server minds the escape.
    String path = url.encodedPath().replace("+", "%2B");
    Request.Builder request =
        new Request.Builder()
            .url(url.newBuilder().encodedPath(path).build())
            .header("User-Agent", options.userAgent())
            // Without this, OkHttp asks for gzip and unpacks it: other bytes than the archive's.
            .header("Accept-Encoding", "identity");
    file.archive()
        .credentials()
        .ifPresent(c -> request.header("Authorization", BasicAuth.header(c)));
    known.etag().ifPresent(etag -> request.header("If-None-Match", etag));
    known.lastModified().ifPresent(date -> request.header("If-Modified-Since", date));
    return request.build();
  }

  private FetchedFile receive(RemoteFile file, Response response, Path target)
      throws IOException, FetchException, InterruptedException {
    long announced = response.body().contentLength();
    if (announced >= 0) {
      BodyFile.checkSize(file, announced, "the server announces");
    }
    Body body = pace.of(response.body().source()::read);
    long size = bodies.write(file, body, target, "the server", this::checkCancelled);
    return new FetchedFile(size, validators(response), lastModified(response));
  }

  private static Validators validators(Response response) {
    return new Validators(
        printableHeader(response, "ETag"), printableHeader(response, "Last-Modified"));
  }

  /** A header that can be stored in a line and sent back as it is. */
  private static Optional<String> printableHeader(Response response, String name) {
    return Optional.ofNullable(response.header(name))
        .filter(value -> value.length() <= 200)
        .filter(value -> value.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
  }

  private static Optional<Instant> lastModified(Response response) {
    return Optional.ofNullable(response.headers().getDate("Last-Modified")).map(Date::toInstant);
  }

  private FetchException unreachable(RemoteFile file, IOException e) {
    return FetchFailures.unreachable(file, e, options.proxies().of(file.archive().scheme()));
  }
}
