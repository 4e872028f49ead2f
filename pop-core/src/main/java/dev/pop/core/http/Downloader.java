package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Kind;

import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files of archives over HTTP. Size and digest are checked while the body is written, so a
 * file is read once only.
 *
 * <p>Credentials are sent with the first request to the archive's own host, port and scheme, and
 * are dropped by a redirect to any other.
 *
 * <p>Safe for use by several threads; each fetch runs on the thread that calls it.
 */
public final class Downloader implements Closeable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final OkHttpClient client;
  private final String userAgent;
  private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[BUFFER_BYTES]);
  private final LongAdder requests = new LongAdder();
  private volatile boolean cancelled;

  private Downloader(OkHttpClient.Builder client, String userAgent) {
    this.client = client.addInterceptor(this::refuseWhenCancelled).build();
    this.userAgent = userAgent;
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
   * @param userAgent the {@code User-Agent} to send
   */
  public static Downloader create(int connections, String userAgent) {
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(READ_TIMEOUT)
            .socketFactory(new ReadAheadSocketFactory())
            .connectionPool(new ConnectionPool(connections, 1, TimeUnit.MINUTES));
    return new Downloader(client, userAgent);
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
            () -> failure(Kind.STATUS, file, "the server answers 304 to a plain request", null));
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
      Optional<FetchedFile> fetched = transfer(file, known, target);
      done = true;
      return fetched;
    } finally {
      if (!done && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(target);
      }
    }
  }

  private Optional<FetchedFile> transfer(RemoteFile file, Validators known, Path target)
      throws FetchException, IOException, InterruptedException {
    requests.increment();
    try (Response response = client.newCall(request(file, known)).execute()) {
      if (response.code() == 304) {
        return Optional.empty();
      }
      checkStatus(file, response);
      return Optional.of(receive(file, response, target));
    } catch (LocalFailure e) {
      checkCancelled(); // an interrupt closes the file that is being written
      throw e.unwrap();
    } catch (IOException e) {
      checkCancelled();
      throw unreachable(file, e);
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
    try {
      new Probe(file, request(file, Validators.NONE))
          .ask(
              request -> {
                requests.increment();
                return client.newCall(request);
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
    client.dispatcher().cancelAll();
  }

  /** Closes idle connections. Running fetches go on. */
  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
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
            .header("User-Agent", userAgent)
            // Without this, OkHttp asks for gzip and unpacks it: other bytes than the archive's.
            .header("Accept-Encoding", "identity");
    file.archive().credentials().ifPresent(c -> request.header("Authorization", basic(c)));
    known.etag().ifPresent(etag -> request.header("If-None-Match", etag));
    known.lastModified().ifPresent(date -> request.header("If-Modified-Since", date));
    return request.build();
  }

  private static String basic(Credentials credentials) {
    return okhttp3.Credentials.basic(
        credentials.user(), credentials.password().reveal(), StandardCharsets.UTF_8);
  }

  static void checkStatus(RemoteFile file, Response response) throws FetchException {
    int code = response.code();
    if (code == 200) {
      return;
    }
    switch (code) {
      case 401 ->
          throw failure(
              Kind.UNAUTHORIZED,
              file,
              file.archive().credentials().isPresent()
                  ? "401: the server refuses the credentials (wrong or expired token?)"
                  : "401: the server asks for credentials, but the mirror list gives none",
              null);
      case 403 ->
          throw failure(
              Kind.FORBIDDEN, file, "403: the server forbids it (missing entitlement?)", null);
      case 404, 410 -> throw failure(Kind.MISSING, file, code + ": not found", null);
      case 407 ->
          throw failure(Kind.PROXY_REFUSED, file, "407: the proxy asks for credentials", null);
      default -> throw failure(Kind.STATUS, file, code + ": " + statusWords(code), null);
    }
  }

  private static String statusWords(int code) {
    if (code >= 500) {
      return "the server fails; try again later";
    }
    return code == 429 ? "too many requests; try again later" : "the server does not give the file";
  }

  private FetchedFile receive(RemoteFile file, Response response, Path target)
      throws IOException, FetchException, InterruptedException {
    long announced = response.body().contentLength();
    if (announced >= 0) {
      checkSize(file, announced, "the server announces");
    }
    long size = copy(file, response.body().source(), target);
    return new FetchedFile(size, validators(response), lastModified(response));
  }

  private long copy(RemoteFile file, BufferedSource source, Path target)
      throws IOException, FetchException, InterruptedException {
    Optional<MessageDigest> digest =
        file.checksum().map(Checksum::algorithm).map(HashAlgorithm::newDigest);
    byte[] buffer = buffers.get();
    long size = 0;
    try (FileChannel out = open(target)) {
      for (int read = fill(source, buffer); read > 0; read = fill(source, buffer)) {
        size += read;
        if (size > file.maxSize()) {
          checkSize(file, size, "the server sends at least");
        }
        if (digest.isPresent()) {
          digest.get().update(buffer, 0, read);
        }
        write(out, target, ByteBuffer.wrap(buffer, 0, read));
        if (cancelled) {
          checkCancelled();
        }
      }
    }
    checkSize(file, size, "the server sends");
    if (digest.isPresent()) {
      checkDigest(file, file.checksum().orElseThrow(), digest.get().digest());
    }
    return size;
  }

  /** Reads until the buffer is full or the body ends, so that each write is a large one. */
  private static int fill(BufferedSource source, byte[] buffer) throws IOException {
    int filled = 0;
    while (filled < buffer.length) {
      int read = source.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
    return filled;
  }

  private static FileChannel open(Path target) throws LocalFailure {
    try {
      return FileChannel.open(
          target,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new LocalFailure(e);
    }
  }

  private static void write(FileChannel out, Path target, ByteBuffer bytes) throws LocalFailure {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new LocalFailure(
          e instanceof ClosedChannelException
              ? e
              : new FileSystemException(target.toString(), null, e.getMessage()));
    }
  }

  static void checkSize(RemoteFile file, long size, String who) throws FetchException {
    if (size < file.minSize() || size > file.maxSize()) {
      String expected =
          file.minSize() == file.maxSize()
              ? "the index lists " + file.maxSize()
              : "at most " + file.maxSize() + " can be right";
      throw failure(Kind.WRONG_SIZE, file, who + " " + size + " bytes, " + expected, null);
    }
  }

  private static void checkDigest(RemoteFile file, Checksum expected, byte[] actual)
      throws FetchException {
    Checksum got = Checksum.of(expected.algorithm(), actual);
    if (!got.equals(expected)) {
      throw failure(
          Kind.WRONG_DIGEST,
          file,
          "its digest is " + got + ", the index lists " + expected.hex(),
          null);
    }
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

  private static FetchException unreachable(RemoteFile file, IOException e) {
    if (e instanceof SocketTimeoutException || e instanceof InterruptedIOException) {
      return failure(Kind.TIMED_OUT, file, "the server does not answer in time", e);
    }
    return failure(Kind.UNREACHABLE, file, words(file, e), e);
  }

  private static String words(RemoteFile file, IOException e) {
    if (e instanceof UnknownHostException) {
      return "the host name does not resolve";
    }
    if (e instanceof ConnectException) {
      return "no connection to " + file.archive().host() + ":" + file.archive().effectivePort();
    }
    if (e instanceof SSLException) {
      return "TLS fails: " + e.getMessage();
    }
    return "the connection broke: " + e.getMessage();
  }

  private static FetchException failure(
      Kind kind, RemoteFile file, String reason, @Nullable Throwable cause) {
    return new FetchException(kind, file.location(), reason, cause);
  }

  /** Carries a failure of the local disk past the handling of network failures. */
  private static final class LocalFailure extends IOException {
    private final IOException failure;

    LocalFailure(IOException failure) {
      super(failure);
      this.failure = failure;
    }

    IOException unwrap() {
      return failure;
    }
  }
}
