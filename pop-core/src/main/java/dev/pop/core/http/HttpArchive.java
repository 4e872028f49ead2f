package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Fault;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ReleaseDate;
import dev.pop.core.http.ArchiveRequest.Field;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Fetches from archives over HTTP, one request at a time for each thread. */
final class HttpArchive {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private final HttpTransport transport;
  private final TransportOptions options;
  private final Throttle throttle;
  private final BodyFile bodies;

  /** What all requests to an archive have in common. */
  private final Map<ArchiveUrl, List<Field>> fields = new ConcurrentHashMap<>();

  HttpArchive(
      HttpTransport transport, TransportOptions options, Throttle throttle, BodyFile bodies) {
    this.transport = transport;
    this.options = options;
    this.throttle = throttle;
    this.bodies = bodies;
  }

  void cancelAll() {
    transport.cancelAll();
  }

  void close() {
    transport.close();
  }

  /** As {@link Downloader#fetchIfChanged}, in one attempt. */
  Optional<FetchedFile> fetchIfChanged(
      RemoteFile file,
      Validators known,
      DownloadTarget target,
      Transfer transfer,
      @Nullable Pipeline pipeline)
      throws FetchException, IOException, InterruptedException {
    long held = target.size();
    if (held > 0 && held >= file.maxSize()) {
      Optional<FetchedFile> whole = whole(file, target, transfer);
      if (whole.isPresent()) {
        return whole;
      }
      held = 0;
    }
    ArchiveRequest request =
        held > 0 ? resumption(file, known, target, held) : request(file, known);
    try (HttpResponse response = execute(request, transfer, pipeline)) {
      if (response.status() == 304) {
        return Optional.empty();
      }
      if (held > 0 && response.status() == 206) {
        return Optional.of(resume(file, response, target, held, transfer));
      }
      if (held > 0 && response.status() == 416) {
        throw new FetchException(
            Fault.WRONG_SIZE, file.location(), "the server has less than it sent before", null);
      }
      FetchFailures.checkStatus(file, response.status(), response.header("Retry-After"));
      checkLength(file, response, 0);
      BodyFile.OpenTarget place = BodyFile.restart(target, validators(file, response));
      return Optional.of(receive(file, response, place, transfer));
    } catch (FetchException e) {
      if (pipeline != null && e.fault() != Fault.MISSING) {
        transport.distrust(request, pipeline);
      }
      throw e;
    } catch (BodyFile.LocalFailure e) {
      throw e;
    } catch (IOException e) {
      throw unreachable(file, e);
    }
  }

  private HttpResponse execute(
      ArchiveRequest request, Transfer transfer, @Nullable Pipeline pipeline) throws IOException {
    int status = FetchListener.NO_ANSWER;
    try {
      HttpResponse response =
          pipeline == null ? transport.execute(request) : transport.execute(request, pipeline);
      status = response.status();
      return response;
    } finally {
      transfer.answered(status);
    }
  }

  /** A body that had arrived whole when a crash came. */
  private Optional<FetchedFile> whole(RemoteFile file, DownloadTarget target, Transfer transfer)
      throws IOException, InterruptedException {
    try {
      Body nothing = (buffer, offset, length) -> -1;
      BodyFile.OpenTarget place = BodyFile.resume(target, target.size());
      long size = bodies.write(file, nothing, place, "the disk", transfer);
      return Optional.of(
          new FetchedFile(target.file(), size, size, Validators.NONE, Optional.empty()));
    } catch (FetchException e) {
      target.discard();
      return Optional.empty();
    }
  }

  private FetchedFile resume(
      RemoteFile file, HttpResponse response, DownloadTarget target, long held, Transfer transfer)
      throws IOException, FetchException, InterruptedException {
    Matcher range = CONTENT_RANGE.matcher(String.valueOf(response.header("Content-Range")));
    if (!range.matches() || Long.parseLong(range.group(1)) != held) {
      throw new FetchException(
          Fault.WRONG_SIZE, file.location(), "the server sends another range than asked for", null);
    }
    checkLength(file, response, held);
    return receive(file, response, BodyFile.resume(target, held), transfer);
  }

  private static void checkLength(RemoteFile file, HttpResponse response, long held)
      throws IOException, FetchException {
    long announced = response.length();
    if (announced >= 0) {
      BodyFile.checkSize(file, held + announced, "the server announces");
    }
  }

  private FetchedFile receive(
      RemoteFile file, HttpResponse response, BodyFile.OpenTarget place, Transfer transfer)
      throws IOException, FetchException, InterruptedException {
    Body body = throttle.of(response.body());
    try {
      long size = bodies.write(file, body, place, "the server", transfer);
      return new FetchedFile(
          place.file(), size, place.held(), validators(file, response), lastModified(response));
    } catch (BodyFile.LocalFailure e) {
      throw e;
    } catch (IOException e) {
      FetchException failure = unreachable(file, e);
      throw failure.fault() == Fault.UNREACHABLE
          ? new FetchException(Fault.BROKEN_OFF, failure.url(), failure.reason(), e)
          : failure;
    }
  }

  /** As {@link Downloader#probe}. */
  void probe(RemoteFile file, Transfer transfer) throws FetchException, InterruptedException {
    try {
      new Probe(file, request(file, Validators.NONE))
          .execute(request -> execute(request, transfer, null));
    } catch (IOException e) {
      throw unreachable(file, e);
    }
  }

  /** What a fetch of {@code file} into {@code target} will ask. */
  ArchiveRequest request(RemoteFile file, DownloadTarget target) throws IOException {
    long held = target.size();
    return held > 0 && held < file.maxSize()
        ? resumption(file, Validators.NONE, target, held)
        : request(file, Validators.NONE);
  }

  private ArchiveRequest resumption(
      RemoteFile file, Validators known, DownloadTarget target, long held) {
    ArchiveRequest request = request(file, known).with("Range", "bytes=" + held + "-");
    Optional<String> validator = target.validator(file.upstream());
    return validator.isPresent() // else the digest tells whether the rest belongs to it
        ? request.with("If-Range", validator.get())
        : request;
  }

  private ArchiveRequest request(RemoteFile file, Validators known) {
    ArchiveUrl archive = file.upstream();
    ArchiveRequest request =
        ArchiveRequest.get(archive, file.path(), fields.computeIfAbsent(archive, this::fieldsOf));
    if (known.etag().isPresent()) {
      request = request.with("If-None-Match", known.etag().get());
    }
    if (known.lastModified().isPresent()) {
      request = request.with("If-Modified-Since", known.lastModified().get());
    }
    return request;
  }

  private List<Field> fieldsOf(ArchiveUrl archive) {
    List<Field> common = new ArrayList<>();
    common.add(new Field("User-Agent", options.userAgent()));
    // Without this, OkHttp asks for gzip and unpacks it: other bytes than the archive's.
    common.add(new Field("Accept-Encoding", "identity"));
    archive
        .credentials()
        .map(BasicAuth::header)
        .ifPresent(value -> common.add(new Field(ArchiveRequest.AUTHORIZATION, value)));
    return List.copyOf(common);
  }

  private static Validators validators(RemoteFile file, HttpResponse response) {
    return new Validators(
        file.upstream().server(),
        printable(response.header("ETag")),
        printable(response.header("Last-Modified")));
  }

  /** A header that can be stored in a line and sent back as it is. */
  private static Optional<String> printable(@Nullable String header) {
    return Optional.ofNullable(header)
        .filter(value -> value.length() <= 200)
        .filter(value -> value.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
  }

  private static Optional<Instant> lastModified(HttpResponse response) {
    Optional<String> date = printable(response.header("Last-Modified"));
    if (date.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReleaseDate.read(date.get()));
    } catch (DateTimeException e) { // it may be of a form of before
      Headers header = Headers.of("Last-Modified", date.get());
      return Optional.ofNullable(header.getDate("Last-Modified")).map(Date::toInstant);
    }
  }

  private FetchException unreachable(RemoteFile file, IOException e) {
    return FetchFailures.unreachable(file, e, options.proxies().of(file.upstream().scheme()));
  }
}
