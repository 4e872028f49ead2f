package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.TransportOptions.Proxies;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that keep no rule, from where only a client for everything leads: a proxy. */
@Timeout(60)
class OkHttpTransportTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31mevil\n\n",
        "HTTP/1.1 200 \u001b[31mevil\nContent-Length: 5\u001b[31m\n\nhello",
        "HTTP/1.1 503 Busy\nRetry-After: 99999999999999999999\nContent-Length: 0\n\n"
      })
  void malformedAnswer_isAFailureOfTheServer_andNothingOfItControlsATerminal(String response)
      throws Exception {
    try (RawServer server = new RawServer(InetAddress.getLoopbackAddress())) {
      server.then(response).then(response);
      ArchiveUrl proxy = ArchiveUrl.parse("http://127.0.0.1:" + server.port() + "/");
      TransportOptions options =
          TransportOptions.DEFAULT.withProxies(new Proxies(Optional.of(proxy), Optional.empty()));
      RemoteFile file = RemoteFile.upTo(ArchiveUrl.parse("http://archive.example/u"), "a", 100);

      try (Downloader downloader = Downloader.create(1, options)) {
        FetchException e =
            catchThrowableOfType(
                FetchException.class, () -> downloader.fetch(file, directory.resolve("a")));

        assertThat(e).isNotNull();
        assertThat(e.getMessage()).doesNotContain("\u001b").doesNotContain("\n");
      }
    }
  }

  @Test
  void redirectToTlsAtTheSamePort_isNotFollowedInClearText() throws Exception {
    try (RawServer server = new RawServer(InetAddress.getLoopbackAddress())) {
      String redirect =
          "HTTP/1.1 302 Found\nLocation: https://127.0.0.1:%d/b\nContent-Length: 0\n\n"
              .formatted(server.port());
      server.then(redirect).then(redirect);
      server.then("HTTP/1.1 200 OK\nContent-Length: 4\n\nopen");
      ArchiveUrl archive = ArchiveUrl.parse("http://127.0.0.1:" + server.port());
      RemoteFile file = RemoteFile.upTo(archive, "a", 100);

      try (Downloader downloader = Downloader.create(1, TransportOptions.DEFAULT)) {
        FetchException e =
            catchThrowableOfType(
                FetchException.class, () -> downloader.fetch(file, directory.resolve("a")));

        assertThat(e).isNotNull();
        assertThat(server.requests())
            .extracting(lines -> lines.get(0))
            .noneMatch(line -> line.startsWith("GET /b"));
      }
    }
  }
}
