package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.FetchException.Fault;
import dev.pop.core.http.TransportOptions.Proxies;
import dev.pop.core.http.TransportOptions.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server each of whose bytes comes in time, and whose answer never ends. */
@Timeout(60)
class DrippingServerTest {
  /** Makes the least speed one over 600 ms; a byte comes every five. */
  private static final Timeouts HASTY = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(120));

  @TempDir Path directory;
  private RawServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RawServer(InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private FetchException fetch(boolean throughProxy) throws IOException {
    ArchiveUrl archive = ArchiveUrl.parse("http://127.0.0.1:" + server.port());
    TransportOptions options = TransportOptions.DEFAULT.withTimeouts(HASTY);
    if (throughProxy) { // which is another transport
      options = options.withProxies(new Proxies(Optional.of(archive), Optional.empty()));
    }
    try (Downloader downloader = Downloader.create(1, options)) {
      RemoteFile file = RemoteFile.upTo(archive, "a", 1000);
      return catchThrowableOfType(
          FetchException.class, () -> downloader.fetch(file, directory.resolve("file")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, HTTP/1.1 200 OK|X: ",
    "true, HTTP/1.1 200 OK|X: ",
    "false, HTTP/1.1 302 Found|Location: /",
    "true, HTTP/1.1 302 Found|Location: /",
    "false, HTTP/1.1 200 OK|Transfer-Encoding: chunked||1;",
    "true, HTTP/1.1 200 OK|Transfer-Encoding: chunked||1;",
    "false, HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|x|0|",
    "true, HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|x|0|",
    "false, HTTP/1.1 200 OK|Content-Length: 900||",
    "true, HTTP/1.1 200 OK|Content-Length: 900||",
    "false, HTTP/1.1 100 Continue|X: ",
  })
  void answerThatDrips_isGivenUp(boolean throughProxy, String beginning) throws Exception {
    server.thenDrips(beginning.replace('|', '\n'));

    FetchException e = fetch(throughProxy);

    assertThat(e.fault()).isEqualTo(Fault.TIMED_OUT);
    assertThat(e.reason()).contains("too slowly");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void redirectsThatEachTakeAWhile_areGivenUp(boolean throughProxy) throws Exception {
    for (int i = 0; i < 20; i++) {
      server.thenPauses(40, "HTTP/1.1 302 Found\nLocation: /" + i + "\nContent-Length: 0\n\n");
    }

    FetchException e = fetch(throughProxy);

    assertThat(e.fault()).isEqualTo(Fault.TIMED_OUT);
    assertThat(e.reason()).contains("redirects for too long");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.-1 200 OK|Content-Length: 1||x",
    "HTTP/-1.1 200 OK|Content-Length: 1||x",
    "HTTP/1.99999999999 200 OK|Content-Length: 1||x",
    "HTTP/1.1 99999999999 OK|Content-Length: 1||x",
    "HTTP/1.1 -200 OK|Content-Length: 1||x",
  })
  void versionOrStatusThatIsNoNumber_isAFailureOfTheFile(String answer) throws Exception {
    server.then(answer.replace('|', '\n'));

    assertThat(fetch(false)).isNotNull();
  }

  @Test
  void lastModifiedWithAnyByte_isNoHindrance() throws Exception {
    ArchiveUrl archive = ArchiveUrl.parse("http://127.0.0.1:" + server.port());
    server.then("HTTP/1.1 200 OK\nLast-Modified: \u0001\u00e9\u009b\nContent-Length: 1\n\nx");

    try (Downloader downloader = Downloader.create(1, TransportOptions.DEFAULT)) {
      FetchedFile fetched =
          downloader.fetch(RemoteFile.upTo(archive, "a", 1), directory.resolve("file"));

      assertThat(fetched.lastModified()).isEmpty();
    }
  }

  @Test
  void watchedStream_countsWhatComesAndNotWhatWePause() throws Exception {
    long[] now = {0};
    Ticker ticker =
        new Ticker() {
          @Override
          public long nanos() {
            return now[0];
          }

          @Override
          public void sleep(long nanos) {
            throw new AssertionError();
          }
        };
    InputStream slow =
        new ByteArrayInputStream(new byte[100_000]) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            now[0] += Duration.ofSeconds(59).toNanos();
            return super.read(buffer, offset, length);
          }
        };
    try (Socket socket = new Socket();
        WatchedStream stream = new WatchedStream(slow, socket, Timeouts.DEFAULT, ticker)) {
      socket.setSoTimeout(60_000);
      byte[] buffer = new byte[1];
      for (int i = 0; i < 5; i++) {
        stream.read(buffer, 0, 1);
        now[0] += Duration.ofHours(1).toNanos(); // which is ours
      }
      assertThatExceptionOfType(LeastSpeed.TooSlow.class)
          .isThrownBy(() -> stream.read(buffer, 0, 1));
    }
  }
}
