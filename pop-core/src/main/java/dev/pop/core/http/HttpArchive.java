package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Kind;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ReleaseDate;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Fetches from archives over HTTP, one request at a time for each thread. */
final class HttpArchive {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private final HttpClients clients;
  private final TransportOptions options;
  private final Pace pace;
  private final BodyFile bodies;

  /** What all requests to an archive have in common. */
  private record Common(HttpUrl base, Headers headers) {}

  private final Map<ArchiveUrl, Common> commons = new ConcurrentHashMap<>();

  /** Calls whose bodies are read; the client itself forgets a call when it has the headers. */
  private final Set<Call> receiving = ConcurrentHashMap.newKeySet();

  HttpArchive(HttpClients clients, TransportOptions options, Pace pace, BodyFile bodies) {
    this.clients = clients;
    this.options = options;
    this.pace = pace;
    this.bodies = bodies;
  }

  void cancelAll() {
    clients.cancelAll();
    receiving.forEach(Call::cancel);
  }

  void close() {
    clients.close();
  }

  /** As {@link Downloader#fetchIfChanged}, in one attempt. */
  Optional<FetchedFile> fetchIfChanged(
      RemoteFile file, Validators known, BodyTarget target, Transfer transfer)
      throws FetchException, IOException, InterruptedException {
    long held = target.size();
    if (held > 0 && held >= file.maxSize()) {
      Optional<FetchedFile> whole = whole(file, target, transfer);
      if (whole.isPresent()) {
        return whole;
      }
      held = 0;
    }
    Request.Builder request = request(file, known);
    if (held > 0) {
      request.header("Range", "bytes=" + held + "-");
      request.header("If-Range", target.validator().orElseThrow());
    }
    Call call = clients.newCall(file.archive(), request.build());
    receiving.add(call);
    try (Response response = execute(call, transfer)) {
      if (clients.leadsToTls(file.archive(), response)) {
        return fetchIfChanged(file, known, target, transfer);
      }
      if (response.code() == 304) {
        return Optional.empty();
      }
      if (held > 0 && response.code() == 206) {
        return Optional.of(resume(file, response, target, held, transfer));
      }
      if (held > 0 && response.code() == 416) {
        throw new FetchException(
            Kind.WRONG_SIZE, file.location(), "the server has less than it sent before", null);
      }
      FetchFailures.checkStatus(file, response.code(), response.header("Retry-After"));
      checkLength(file, response, 0);
      BodyFile.Place place = BodyFile.restart(target, validators(response));
      return Optional.of(receive(file, response, place, transfer));
    } catch (BodyFile.LocalFailure e) {
      throw e;
    } catch (IOException e) {
      throw unreachable(file, e);
    } finally {
      receiving.remove(call);
    }
  }

  private static Response execute(Call call, Transfer transfer) throws IOException {
    int status = FetchListener.NO_ANSWER;
    try {
      Response response = call.execute();
      status = response.code();
      return response;
    } finally {
      transfer.answered(status);
    }
  }

  /** A body that had arrived whole when a crash came. */
  private Optional<FetchedFile> whole(RemoteFile file, BodyTarget target, Transfer transfer)
      throws IOException, InterruptedException {
    try {
      Body nothing = (buffer, offset, length) -> -1;
      BodyFile.Place place = BodyFile.resume(target, target.size());
      long size = bodies.write(file, nothing, place, "the disk", transfer);
      return Optional.of(
          new FetchedFile(target.file(), size, size, Validators.NONE, Optional.empty()));
    } catch (FetchException e) {
      target.discard();
      return Optional.empty();
    }
  }

  private FetchedFile resume(
      RemoteFile file, Response response, BodyTarget target, long held, Transfer transfer)
      throws IOException, FetchException, InterruptedException {
    Matcher range = CONTENT_RANGE.matcher(String.valueOf(response.header("Content-Range")));
    if (!range.matches() || Long.parseLong(range.group(1)) != held) {
      throw new FetchException(
          Kind.WRONG_SIZE, file.location(), "the server sends another range than asked for", null);
    }
    checkLength(file, response, held);
    return receive(file, response, BodyFile.resume(target, held), transfer);
  }

  /** The client takes a length that is none for an unknown one, and waits for the body's end. */
  private static void checkLength(RemoteFile file, Response response, long held)
      throws FetchException {
    for (String length : response.headers("Content-Length")) {
      if (!LENGTH.matcher(length).matches()) {
        throw new FetchException(
            Kind.WRONG_SIZE, file.location(), "the server announces a malformed length", null);
      }
    }
    long announced = response.body().contentLength();
    if (announced >= 0) {
      BodyFile.checkSize(file, held + announced, "the server announces");
    }
  }

  private FetchedFile receive(
      RemoteFile file, Response response, BodyFile.Place place, Transfer transfer)
      throws IOException, FetchException, InterruptedException {
    Body body = pace.of(response.body().source()::read);
    long size = bodies.write(file, body, place, "the server", transfer);
    return new FetchedFile(
        place.file(), size, place.held(), validators(response), lastModified(response));
  }

  /** As {@link Downloader#probe}. */
  void probe(RemoteFile file, Transfer transfer) throws FetchException, InterruptedException {
    try {
      new Probe(file, request(file, Validators.NONE).build())
          .ask(request -> answer(file, request, transfer));
    } catch (IOException e) {
      throw unreachable(file, e);
    }
  }

  private Response answer(RemoteFile file, Request request, Transfer transfer) throws IOException {
    Response response = execute(clients.newCall(file.archive(), request), transfer);
    if (clients.leadsToTls(file.archive(), response)) {
      response.close();
      return answer(file, request, transfer);
    }
    return response;
  }

  private Request.Builder request(RemoteFile file, Validators known) {
    Common common = commons.computeIfAbsent(file.archive(), this::common);
    HttpUrl url = common.base.newBuilder().addPathSegments(file.path()).build();
    String path = url.encodedPath();
    if (path.indexOf('+') >= 0) {
      // As apt asks: object stores take a plain '+' for a blank, and no server minds the escape.
      url = url.newBuilder().encodedPath(path.replace("+", "%2B")).build();
    }
    Request.Builder request = new Request.Builder().url(url).headers(common.headers);
    known.etag().ifPresent(etag -> request.header("If-None-Match", etag));
    known.lastModified().ifPresent(date -> request.header("If-Modified-Since", date));
    return request;
  }

  private Common common(ArchiveUrl archive) {
    Headers.Builder headers =
        new Headers.Builder()
            .set("User-Agent", options.userAgent())
            // Without this, OkHttp asks for gzip and unpacks it: other bytes than the archive's.
            .set("Accept-Encoding", "identity");
    archive.credentials().ifPresent(c -> headers.set("Authorization", BasicAuth.header(c)));
    return new Common(HttpUrl.get(archive.location()), headers.build());
  }

  private static Validators validators(Response response) {
    return new Validators(
        printable(response.header("ETag")), printable(response.header("Last-Modified")));
  }

  /** A header that can be stored in a line and sent back as it is. */
  private static Optional<String> printable(@Nullable String header) {
    return Optional.ofNullable(header)
        .filter(value -> value.length() <= 200)
        .filter(value -> value.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
  }

  private static Optional<Instant> lastModified(Response response) {
    String date = response.header("Last-Modified");
    if (date == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReleaseDate.read(date));
    } catch (DateTimeException e) { // it may be of a form of before, which the client can read
      return Optional.ofNullable(response.headers().getDate("Last-Modified")).map(Date::toInstant);
    }
  }

  private FetchException unreachable(RemoteFile file, IOException e) {
    return FetchFailures.unreachable(file, e, options.proxies().of(file.archive().scheme()));
  }
}
