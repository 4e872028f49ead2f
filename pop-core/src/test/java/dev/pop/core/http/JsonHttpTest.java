package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonHttpTest {
  private static final Secret TOKEN = Secret.of("token");

  private final MockWebServer server = new MockWebServer();
  private final JsonHttp http = JsonHttp.create(Duration.ofSeconds(20), "test", false);
  private ArchiveUrl base;

  @BeforeEach
  void setUp() throws Exception {
    server.start();
    base = ArchiveUrl.parse("http://localhost:" + server.getPort());
  }

  @AfterEach
  void tearDown() {
    http.close();
    server.close();
  }

  @Test
  void get_givesAnswerWhateverTheStatus() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .code(418)
            .setHeader("Content-Type", "Text/Plain; charset=utf-8")
            .body("secret \u00e4")
            .build());

    JsonResponse response = http.get(base, List.of("a b", "c"), TOKEN);

    assertThat(response.status()).isEqualTo(418);
    assertThat(response.contentType()).contains("text/plain");
    assertThat(response.body()).isEqualTo("secret \u00e4");
    assertThat(response).hasToString("HTTP 418 text/plain");
    assertThat(server.takeRequest().getRequestLine()).startsWith("GET /a%20b/c ");
  }

  @Test
  void get_endlessBody_isCutOff() {
    server.enqueue(
        new MockResponse.Builder().body(new Buffer().write(new byte[17 * 1024 * 1024])).build());

    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> http.get(base, List.of("a"), TOKEN))
        .satisfies(e -> assertThat(e.fault()).isEqualTo(FetchException.Fault.WRONG_SIZE));
  }

  @ParameterizedTest
  @CsvSource({"503, 99999999999999999999", "503, -1", "503, 0x10", "408, 99999999999999999999"})
  void get_retryAfterBeyondAllNumbers_isAFailureOrAnAnswer(int status, String after)
      throws Exception {
    MockResponse response =
        new MockResponse.Builder().code(status).setHeader("Retry-After", after).body("x").build();
    server.enqueue(response);
    server.enqueue(response);

    try {
      assertThat(http.get(base, List.of("a"), TOKEN).status()).isEqualTo(status);
    } catch (FetchException e) {
      assertThat(e.reason()).isEqualTo("its answer breaks the rules of HTTP");
    }
  }

  @Test
  void get_interruptedThread_throwsInterruptedException() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> http.get(base, List.of("a"), TOKEN));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.1.2.3, true",
    "192.168.1.1, true",
    "172.16.0.1, true",
    "169.254.1.1, true",
    "::1, true",
    "fd12::1, true",
    "fe80::1, true",
    "91.189.91.46, false",
    "172.32.0.1, false",
    "2001:67c:1562::1, false"
  })
  void isPrivate_addresses(String address, boolean isPrivate) throws Exception {
    assertThat(CleartextCredentialGuard.isPrivate(InetAddress.getByName(address)))
        .isEqualTo(isPrivate);
  }
}
