package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Fault;

import dev.pop.core.Internal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files of archives over HTTP, or from the local file system. Size and digest are checked
 * while the body is written, so a file is read once only.
 *
 * <p>Credentials are sent with the first request to the archive's own host, port and scheme, and
 * are dropped by a redirect to any other.
 *
 * <p>Safe for use by several threads; each fetch runs on the thread that calls it.
 */
@Internal
public final class Downloader implements Closeable {
  private final HttpArchive http;
  private final LocalArchive local;
  private final TransportOptions options;
  private final HostBackoff patience;
  private final TotalRate rate;
  private final RandomGenerator random;
  private final AtomicBoolean cancelled;
  private final FetchListener listener;

  private Downloader(int connections, TransportOptions options, Ticker ticker) {
    BodyFile bodies = new BodyFile();
    AtomicBoolean stop = new AtomicBoolean();
    this.cancelled = stop;
    this.patience = new HostBackoff(ticker, stop::get);
    this.rate = new TotalRate(options.rates().total(), ticker, patience);
    this.http =
        new HttpArchive(
            new RoutingTransport(connections, options),
            options,
            new Throttle(options, ticker, patience, rate),
            bodies);
    this.local = new LocalArchive(bodies);
    this.options = options;
    this.random = new Random();
    this.listener = FetchListener.NONE;
  }

  private Downloader(Downloader other, FetchListener listener) {
    this.http = other.http;
    this.local = other.local;
    this.options = other.options;
    this.patience = other.patience;
    this.rate = other.rate;
    this.random = other.random;
    this.cancelled = other.cancelled;
    this.listener = listener;
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
   * The same downloader, whose fetches {@code listener} hears of. Both share everything else: to
   * close or cancel one is to close or cancel the other.
   */
  public Downloader tellingTo(FetchListener listener) {
    return new Downloader(this, listener);
  }

  /**
   * Fetches {@code file} into {@code target}, which is made or overwritten. After any exception
   * there is no such file, not even one that was there before.
   *
   * @throws FetchException if the server does not give the file, or gives other bytes, also after
   *     as many attempts as {@link TransportOptions#retry} says
   * @throws IOException if {@code target} cannot be written
   * @throws InterruptedException if {@link #cancel} was called or the thread interrupted
   */
  public FetchedFile fetch(RemoteFile file, Path target)
      throws FetchException, IOException, InterruptedException {
    return fetched(file, attempts(file, Validators.NONE, DownloadTarget.wholeOnly(target), null));
  }

  /**
   * As {@link #fetch(RemoteFile, Path)}, into a file of {@code partials}, and going on with what an
   * earlier attempt, also of another run, brought there. When the fetch fails, what came stays
   * there for a later one, if the server names the version that it sends.
   *
   * @param file must have a digest, which covers what had come before too
   * @param place what the file is for, such as its path in a mirror: no two fetches at a time may
   *     have the same
   * @return with the file, which is the caller's now
   */
  public FetchedFile fetch(RemoteFile file, PartialFiles partials, String place)
      throws FetchException, IOException, InterruptedException {
    return fetch(file, partials, place, null);
  }

  /**
   * As {@link #fetch(RemoteFile, PartialFiles, String)}.
   *
   * @param pipeline of this thread, in which the file was announced or not
   */
  public FetchedFile fetch(
      RemoteFile file, PartialFiles partials, String place, @Nullable Pipeline pipeline)
      throws FetchException, IOException, InterruptedException {
    PartialFiles.Part part = partials.part(file, place);
    if (!options.retry().resume()) {
      part.discard();
    }
    FetchedFile fetched = fetched(file, attempts(file, Validators.NONE, part, pipeline));
    part.complete();
    return fetched;
  }

  /** For one thread, which closes it; to be used with any listener. */
  public Pipeline pipeline() {
    return new Pipeline(http, options.http().pipelineDepth());
  }

  private static FetchedFile fetched(RemoteFile file, Optional<FetchedFile> fetched)
      throws FetchException {
    return fetched.orElseThrow(
        () ->
            new FetchException(
                Fault.STATUS, file.location(), "the server answers 304 to a plain request", null));
  }

  /**
   * As {@link #fetch(RemoteFile, Path)}, but empty (and {@code target} untouched) when the server
   * says that the version of {@code known} is still the present one. It never is when nothing is
   * known, or only what another server said, which is not sent.
   */
  public Optional<FetchedFile> fetchIfChanged(RemoteFile file, Validators known, Path target)
      throws FetchException, IOException, InterruptedException {
    Validators sent = known.sentTo(file.upstream());
    Optional<FetchedFile> fetched = attempts(file, sent, DownloadTarget.wholeOnly(target), null);
    // A server that says so unasked, of what nobody has, would pass an empty mirror off as whole.
    return sent.equals(Validators.NONE) ? Optional.of(fetched(file, fetched)) : fetched;
  }

  private Optional<FetchedFile> attempts(
      RemoteFile file, Validators known, DownloadTarget target, @Nullable Pipeline pipeline)
      throws FetchException, IOException, InterruptedException {
    String host = file.upstream().hostAndPort();
    Transfer transfer = new Transfer(listener, cancelled::get);
    for (int failures = 1; ; failures++) {
      patience.await(host);
      rate.await();
      boolean resumes = target.size() > 0;
      try {
        return attempt(file, known, target, transfer, pipeline);
      } catch (FetchException e) {
        if (resumes && isWrong(e)) {
          failures--; // it may be what had come before; that is gone now
          continue;
        }
        Optional<Duration> pause = options.retry().pause(e, failures, random);
        if (pause.isEmpty()) {
          throw e;
        }
        listener.retrying(e, pause.get());
        if (e.retryAfter().isPresent()) {
          patience.close(host, pause.get());
        } else {
          patience.sleep(pause.get().toNanos());
        }
      }
    }
  }

  private static boolean isWrong(FetchException e) {
    return e.fault() == Fault.WRONG_DIGEST || e.fault() == Fault.WRONG_SIZE;
  }

  private Optional<FetchedFile> attempt(
      RemoteFile file,
      Validators known,
      DownloadTarget target,
      Transfer transfer,
      @Nullable Pipeline pipeline)
      throws FetchException, IOException, InterruptedException {
    boolean done = false;
    boolean wrong = false;
    try {
      transfer.check();
      Optional<FetchedFile> fetched =
          file.upstream().isLocal()
              ? local.fetchIfChanged(file, known, target, transfer)
              : http.fetchIfChanged(file, known, target, transfer, pipeline);
      done = true;
      return fetched;
    } catch (FetchException e) {
      transfer.check(); // which breaks connections
      wrong = isWrong(e);
      throw e;
    } catch (RuntimeException e) { // of a library, which met what it did not expect
      transfer.check();
      throw new FetchException(
          Fault.UNREACHABLE, file.location(), "the server's answer cannot be understood", e);
    } catch (BodyFile.LocalFailure e) {
      transfer.check(); // an interrupt closes the file that is being written
      throw e.unwrap();
    } finally {
      if (!done) {
        transfer.rollBackProgress();
      }
      if (wrong || (!done && !options.retry().resume())) {
        target.discard();
      } else if (!done) {
        target.keep();
      }
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
    Transfer transfer = new Transfer(listener, cancelled::get);
    transfer.check();
    if (file.upstream().isLocal()) {
      local.probe(file);
      return;
    }
    try {
      http.probe(file, transfer);
    } catch (FetchException e) {
      transfer.check();
      throw e;
    }
  }

  /**
   * Changes how many bytes a second all fetches over HTTP together may take, those that are running
   * too.
   *
   * @param bytesPerSecond 0 is no limit
   */
  public void limitRate(long bytesPerSecond) {
    rate.set(bytesPerSecond);
  }

  /**
   * Stops every fetch over HTTP before its next bytes, or lets them continue. A server that closes
   * a connection meanwhile costs an attempt.
   */
  public void pause(boolean stop) {
    rate.pause(stop);
  }

  /** Ends every running fetch, on whatever thread, and refuses new ones. */
  public void cancel() {
    cancelled.set(true);
    http.cancelAll();
  }

  /** Closes idle connections. Running fetches go on. */
  @Override
  public void close() {
    http.close();
  }
}
