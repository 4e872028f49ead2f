package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.FetchException.Fault;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProbeTest {
  private static final String TOKEN = "MARKERtoken";

  private final MockWebServer server = new MockWebServer();
  private final RecordedFetches told = new RecordedFetches();
  private final Downloader downloader =
      Downloader.create(1, TransportOptions.DEFAULT).tellingTo(told);

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() {
    downloader.close();
    server.close();
  }

  private RemoteFile file(long size) throws Exception {
    ArchiveUrl archive =
        ArchiveUrl.parse(
            server.url("/infra/ubuntu").toString().replace("://", "://bearer:" + TOKEN + "@"));
    return RemoteFile.ofSize(Upstreams.of(archive), "pool/a+b.deb", size);
  }

  private FetchException refusal(long size) {
    FetchException e =
        catchThrowableOfType(FetchException.class, () -> downloader.probe(file(size)));
    assertThat(e).isNotNull();
    assertThat(e.toString()).doesNotContain("MARKER");
    return e;
  }

  private static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).build();
  }

  private static MockResponse head(String length) {
    return new MockResponse.Builder().setHeader("Content-Length", length).build();
  }

  @Test
  void head_withCredentials_isEnough() throws Exception {
    server.enqueue(head("7"));

    downloader.probe(file(7));

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("HEAD");
    assertThat(request.getUrl().encodedPath()).isEqualTo("/infra/ubuntu/pool/a%2Bb.deb");
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("bearer", TOKEN, UTF_8));
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(told.statuses).containsExactly(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 501})
  void headRefused_firstByteAsked(int code) throws Exception {
    server.enqueue(status(code));
    server.enqueue(
        new MockResponse.Builder()
            .code(206)
            .setHeader("Content-Range", "bytes 0-0/7")
            .body("!")
            .build());

    downloader.probe(file(7));

    assertThat(server.takeRequest().getMethod()).isEqualTo("HEAD");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("GET");
    assertThat(request.getHeaders().get("Range")).isEqualTo("bytes=0-0");
    assertThat(told.statuses).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"401, UNAUTHORIZED", "404, MISSING", "500, UNAVAILABLE", "503, UNAVAILABLE"})
  void headAnswersForGet(int code, Fault fault) throws Exception {
    server.enqueue(status(code));

    assertThat(refusal(7).fault()).isEqualTo(fault);
  }

  @Test
  void forbiddenBothWays_forbidden() {
    server.enqueue(status(403));
    server.enqueue(status(403));

    assertThat(refusal(7).fault()).isEqualTo(Fault.FORBIDDEN);
  }

  @Test
  void anotherSize_isAnotherFile() {
    server.enqueue(head("8"));

    FetchException e = refusal(7);

    assertThat(e.fault()).isEqualTo(Fault.WRONG_SIZE);
    assertThat(e).hasMessageContaining("announces 8 bytes, the index lists 7");
  }

  @Test
  void rangeOfAnotherSize_isAnotherFile() {
    server.enqueue(status(405));
    server.enqueue(
        new MockResponse.Builder()
            .code(206)
            .setHeader("Content-Range", "bytes 0-0/8")
            .body("!")
            .build());

    assertThat(refusal(7).fault()).isEqualTo(Fault.WRONG_SIZE);
  }

  @Test
  void serverGone_unreachable() throws Exception {
    RemoteFile file = file(7);
    server.close();

    FetchException e = catchThrowableOfType(FetchException.class, () -> downloader.probe(file));

    assertThat(e.fault()).isEqualTo(Fault.UNREACHABLE);
  }
}
