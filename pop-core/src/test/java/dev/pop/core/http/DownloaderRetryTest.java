package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Second attempts: when, after which pause, and going on with what had come. */
@ParameterizedClass
@EnumSource(
    mode = EnumSource.Mode.EXCLUDE,
    names = "HTTP2") // where servers break off in other ways
class DownloaderRetryTest extends DownloaderFixture {
  private static final byte[] LARGE = new byte[300_000];

  static {
    for (int i = 0; i < LARGE.length; i++) {
      LARGE[i] = (byte) (i * 31 + i / 251);
    }
  }

  /** Time that passes when somebody sleeps. */
  private static final class Clock implements Ticker {
    private long now = 1_000;

    @Override
    public synchronized long nanos() {
      return now;
    }

    @Override
    public synchronized void sleep(long nanos) {
      now += nanos;
    }

    synchronized Duration passed() {
      return Duration.ofNanos(now - 1_000);
    }
  }

  private final Clock clock = new Clock();
  private final RecordedFetches told = new RecordedFetches();
  private final List<Duration> pauses = told.pauses;
  private Downloader patient;

  @BeforeEach
  void startPatient() {
    RetryPolicy retry = new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(60), true);
    patient = Downloader.create(2, options().withRetry(retry), clock).tellingTo(told);
  }

  @AfterEach
  void close() {
    patient.close();
  }

  private FetchException lastFailure() {
    FetchException e =
        catchThrowableOfType(FetchException.class, () -> patient.fetch(exactly("a", BODY), target));
    assertThat(e).isNotNull();
    assertThat(directory).isEmptyDirectory();
    return e;
  }

  private void answers(int count, MockResponse response) {
    for (int i = 0; i < count; i++) {
      server.enqueue(response);
    }
  }

  private static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void fetch_serverCannotNow_isTriedAgain(int code) throws Exception {
    answers(2, status(code));
    server.enqueue(answer(BODY).build());

    patient.fetch(exactly("a", BODY), target);

    assertThat(target).hasBinaryContent(BODY);
    assertThat(told.failures).hasSize(2);
    assertThat(told.statuses).containsExactly(code, code, 200);
    assertThat(told.bytes).hasValue(BODY.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 501})
  void fetch_noUseInAskingAgain_isNotTriedAgain(int code) {
    answers(2, status(code));

    assertThat(lastFailure().reason()).startsWith(code + ": ");
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void fetch_alwaysFails_givesUpAfterTheAttemptsWithPausesThatMayGrow() {
    answers(6, status(500));

    assertThat(lastFailure().fault()).isEqualTo(Fault.UNAVAILABLE);
    assertThat(server.getRequestCount()).isEqualTo(5);
    assertThat(pauses).hasSize(4);
    for (int i = 0; i < pauses.size(); i++) {
      assertThat(pauses.get(i)).isBetween(Duration.ZERO, Duration.ofSeconds(2L << i));
    }
    assertThat(clock.passed()).isEqualTo(pauses.stream().reduce(Duration.ZERO, Duration::plus));
  }

  @Test
  void fetch_sameWrongBytesTwice_areNotAskedForAgain() {
    byte[] wrong = BODY.clone();
    wrong[3]++;
    answers(5, answer(wrong).build());

    assertThat(lastFailure().fault()).isEqualTo(Fault.WRONG_DIGEST);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void fetch_serverAsksToWait_everybodyWaits() throws Exception {
    server.enqueue(new MockResponse.Builder().code(503).addHeader("Retry-After", "7").build());
    server.enqueue(answer(BODY).build());

    patient.fetch(exactly("a", BODY), target);

    assertThat(clock.passed()).isEqualTo(Duration.ofSeconds(7));
    assertThat(pauses).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void fetch_serverAsksForTooMuchPatience_givesUpAtOnce() {
    server.enqueue(new MockResponse.Builder().code(429).addHeader("Retry-After", "61").build());

    assertThat(lastFailure().fault()).isEqualTo(Fault.UNAVAILABLE);
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(clock.passed()).isZero();
  }

  // Bodies that broke off.

  private Path kept() {
    return directory.resolve("partial");
  }

  private PartialFiles partials() throws IOException {
    return PartialFiles.open(kept(), Instant.EPOCH);
  }

  private static MockResponse.Builder version(String etag, byte[] body) {
    return answer(body).addHeader("ETag", etag);
  }

  /** Says that all of it will come, and breaks off half way. */
  private static MockResponse breaksOff(String etag) {
    return version(etag, Arrays.copyOf(LARGE, LARGE.length / 2))
        .setHeader("Content-Length", LARGE.length)
        .onResponseEnd(new SocketEffect.CloseSocket())
        .build();
  }

  private static MockResponse rest(String etag, int from) {
    return version(etag, Arrays.copyOfRange(LARGE, from, LARGE.length))
        .code(206)
        .addHeader("Content-Range", "bytes " + from + "-" + (LARGE.length - 1) + "/" + LARGE.length)
        .build();
  }

  private FetchedFile fetchLarge(PartialFiles partials) throws Exception {
    told.bytes.set(0);
    FetchedFile fetched = patient.fetch(exactly("a", LARGE), partials, "mirror/a");

    assertThat(told.bytes).hasValue(LARGE.length - fetched.resumed());
    assertThat(fetched.file()).hasBinaryContent(LARGE);
    assertThat(fetched.size()).isEqualTo(LARGE.length);
    Files.delete(fetched.file());
    partials.removeWhenEmpty();
    assertThat(kept()).doesNotExist();
    return fetched;
  }

  private RecordedRequest request(int number) throws Exception {
    RecordedRequest request = server.takeRequest();
    for (int i = 1; i < number; i++) {
      request = server.takeRequest();
    }
    return request;
  }

  @Test
  void fetch_bodyBreaksOff_goesOnFromThere() throws Exception {
    server.enqueue(breaksOff("\"v1\""));
    server.enqueue(rest("\"v1\"", LARGE.length / 2));

    FetchedFile fetched = fetchLarge(partials());

    assertThat(fetched.resumed()).isEqualTo(LARGE.length / 2);
    RecordedRequest second = request(2);
    assertThat(second.getHeaders().get("Range")).isEqualTo("bytes=150000-");
    assertThat(second.getHeaders().get("If-Range")).isEqualTo("\"v1\"");
  }

  @Test
  void fetch_bodyBreaksOffInOneRun_theNextGoesOnFromThere() throws Exception {
    answers(1, breaksOff("\"a/b:~\""));
    assertThat(
            catchThrowableOfType(
                    FetchException.class,
                    () -> downloader.fetch(exactly("a", LARGE), partials(), "mirror/a"))
                .fault())
        .isEqualTo(Fault.BROKEN_OFF);
    server.enqueue(rest("\"v1\"", LARGE.length / 2));

    FetchedFile fetched = fetchLarge(partials());

    assertThat(fetched.resumed()).isEqualTo(LARGE.length / 2);
    assertThat(request(2).getHeaders().get("If-Range")).isEqualTo("\"a/b:~\"");
  }

  private void breakOff() throws IOException {
    answers(1, breaksOff("\"v1\""));
    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> downloader.fetch(exactly("a", LARGE), partials(), "mirror/a"));
  }

  /** Gives what was kept the name that it has when {@code server} sent it. */
  private void renameKept(String server) throws IOException {
    try (Stream<Path> files = Files.list(kept())) {
      Path file = files.findFirst().orElseThrow();
      String name = file.getFileName().toString();
      Files.move(file, file.resolveSibling(name.replaceFirst("\\.[0-9a-f]{8}$", server)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".00112233", ""}) // earlier versions did not name the server
  void fetch_anotherServerSentTheBeginning_goesOnByTheDigestAlone(String server) throws Exception {
    breakOff();
    renameKept(server);
    this.server.enqueue(rest("\"v2\"", LARGE.length / 2));

    assertThat(fetchLarge(partials()).resumed()).isEqualTo(LARGE.length / 2);
    RecordedRequest second = request(2);
    assertThat(second.getHeaders().get("Range")).isEqualTo("bytes=150000-");
    assertThat(second.getHeaders().get("If-Range")).isNull();
  }

  @Test
  void fetch_serverIgnoresRanges_startsOver() throws Exception {
    server.enqueue(breaksOff("\"v1\""));
    server.enqueue(version("\"v1\"", LARGE).build());

    assertThat(fetchLarge(partials()).resumed()).isZero();
  }

  @Test
  void fetch_serverSendsAnotherRange_startsOver() throws Exception {
    server.enqueue(breaksOff("\"v1\""));
    server.enqueue(rest("\"v1\"", 100));
    server.enqueue(version("\"v1\"", LARGE).build());

    assertThat(fetchLarge(partials()).resumed()).isZero();
    assertThat(request(3).getHeaders().get("Range")).isNull();
  }

  @Test
  void fetch_rangeIsNotSatisfiable_startsOver() throws Exception {
    server.enqueue(breaksOff("\"v1\""));
    server.enqueue(status(416));
    server.enqueue(version("\"v1\"", LARGE).build());

    assertThat(fetchLarge(partials()).resumed()).isZero();
  }

  @Test
  void fetch_restOfAnotherVersion_isFoundOutAndStartsOver() throws Exception {
    byte[] otherBytes = LARGE.clone();
    otherBytes[7]++;
    server.enqueue(
        version("\"v1\"", Arrays.copyOf(otherBytes, 150_000))
            .setHeader("Content-Length", LARGE.length)
            .onResponseEnd(new SocketEffect.CloseSocket())
            .build());
    server.enqueue(rest("\"v1\"", 150_000));
    server.enqueue(version("\"v2\"", LARGE).build());

    assertThat(fetchLarge(partials()).resumed()).isZero();
  }

  @Test
  void fetch_serverDoesNotNameAVersion_nothingIsKept() throws Exception {
    server.enqueue(breaksOff("W/\"weak\""));
    server.enqueue(answer(LARGE).build());

    assertThat(fetchLarge(partials()).resumed()).isZero();
    assertThat(request(2).getHeaders().get("Range")).isNull();
  }

  @Test
  void fetch_resumeNotWanted_startsOver() throws Exception {
    server.enqueue(breaksOff("\"v1\""));
    server.enqueue(version("\"v1\"", LARGE).build());
    RetryPolicy anew = new RetryPolicy(2, Duration.ZERO, Duration.ZERO, false);

    try (Downloader other = Downloader.create(1, options().withRetry(anew))) {
      assertThat(other.fetch(exactly("a", LARGE), partials(), "mirror/a").resumed()).isZero();
    }

    assertThat(request(2).getHeaders().get("Range")).isNull();
  }

  @Test
  void fetch_everythingHadComeBeforeACrash_nothingIsAskedFor() throws Exception {
    server.enqueue(breaksOff("\"v1\""));
    PartialFiles partials = partials();
    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> downloader.fetch(exactly("a", LARGE), partials, "mirror/a"));
    try (Stream<Path> files = Files.list(kept())) {
      Files.write(files.findFirst().orElseThrow(), LARGE);
    }

    assertThat(fetchLarge(partials()).resumed()).isEqualTo(LARGE.length);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void partials_thatAreOldOrNotOurs_areRemoved() throws Exception {
    server.enqueue(breaksOff("\"v1\""));
    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> downloader.fetch(exactly("a", LARGE), partials(), "mirror/a"));
    Files.writeString(kept().resolve("abc.!"), "what?");
    Files.writeString(kept().resolve("note"), "what?");

    partials();
    try (Stream<Path> files = Files.list(kept())) {
      assertThat(files).hasSize(1);
    }
    PartialFiles.open(kept(), Instant.now().plusSeconds(60)).removeWhenEmpty();

    assertThat(kept()).doesNotExist();
  }
}
