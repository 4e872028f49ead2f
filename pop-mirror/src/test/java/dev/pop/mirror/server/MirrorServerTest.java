package dev.pop.mirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.core.http.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MirrorServerTest {
  @TempDir Path directory;
  private Path root;
  private MirrorServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    root = Files.createDirectory(directory.resolve("mirror"));
    Files.writeString(root.resolve("file"), "mirror");
    server = MirrorServer.start(root, "127.0.0.1", 0);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void get_rootIsALinkThatMoves_followed() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("file"), "other");
    Path link = Files.createSymbolicLink(directory.resolve("link"), root);
    try (MirrorServer linked = MirrorServer.start(link, "127.0.0.1", 0)) {
      assertThat(get(linked, "file")).isEqualTo("mirror");
      Files.delete(link);
      Files.createSymbolicLink(link, other);
      assertThat(get(linked, "file")).isEqualTo("other");
    }
  }

  @Test
  void get_fileReplacedMidway_allOfTheOldVersion() throws Exception {
    byte[] old = new byte[32 << 20];
    Path file = Files.write(root.resolve("large"), old);
    HttpResponse<InputStream> response =
        client.send(request(server, "large"), BodyHandlers.ofInputStream());

    Path replacement = Files.writeString(root.resolve("new"), "new");
    Files.move(replacement, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(response.body().readAllBytes()).isEqualTo(old);
    assertThat(get(server, "large")).isEqualTo("new");
  }

  @Test
  void close_transferUnderWay_cutOff() throws Exception {
    byte[] large = new byte[64 << 20];
    Files.write(root.resolve("large"), large);
    HttpResponse<InputStream> response =
        client.send(request(server, "large"), BodyHandlers.ofInputStream());
    long begun = System.nanoTime();

    server.close();
    server.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(server, "file")).isInstanceOf(IOException.class);
  }

  @Test
  void threads_areDaemons() throws Exception {
    get(server, "file");

    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("pop-server"))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }

  @Test
  void start_portInUse_ioException() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> MirrorServer.start(root, "0.0.0.0", taken.getLocalPort()).close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void start_rootIsAFile_refused() {
    assertThatThrownBy(() -> MirrorServer.start(root.resolve("file"), "127.0.0.1", 0).close())
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void baseUri_everyAddress_namesTheLoopback() throws Exception {
    try (MirrorServer everywhere = MirrorServer.start(root, "0.0.0.0", 0)) {
      assertThat(everywhere.baseUri())
          .isEqualTo(URI.create("http://127.0.0.1:" + everywhere.port() + "/"));
    }
    assertThat(server.baseUri()).hasPort(server.port()).hasPath("/");
  }

  @Test
  void listeners_haveTheirOwnContentAndTls() throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    Path pem =
        Files.writeString(
            directory.resolve("server.pem"),
            certificate.certificatePem() + certificate.privateKeyPkcs8Pem());
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("file"), "other");
    SSLContext trust =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build()
            .sslContext();
    HttpClient trusting = HttpClient.newBuilder().sslContext(trust).build();
    try (MirrorServer several =
        MirrorServer.builder()
            .listener(ServerListener.on("127.0.0.1", 0).files(root))
            .listener(
                ServerListener.on("127.0.0.1", 0).files(other).tls(TlsIdentity.read(pem, pem)))
            .listener(ServerListener.on("127.0.0.1", 0))
            .start()) {
      List<URI> places = several.baseUris();

      assertThat(get(several, "file")).isEqualTo("mirror");
      assertThat(places.get(1)).hasScheme("https");
      HttpRequest secure = HttpRequest.newBuilder(places.get(1).resolve("file")).build();
      assertThat(trusting.send(secure, BodyHandlers.ofString()).body()).isEqualTo("other");
      HttpRequest nothing = HttpRequest.newBuilder(places.get(2).resolve("file")).build();
      assertThat(client.send(nothing, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void start_oneOfSeveralPortsInUse_ioException() throws Exception {
    MirrorServer.Builder builder =
        MirrorServer.builder()
            .listener(ServerListener.on("127.0.0.1", 0).files(root))
            .listener(ServerListener.on("127.0.0.1", server.port()).files(root));

    assertThatThrownBy(builder::start).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> MirrorServer.builder().start())
        .isInstanceOf(IllegalStateException.class);
    assertThat(get(server, "file")).isEqualTo("mirror");
  }

  private String get(MirrorServer from, String path) throws Exception {
    return client.send(request(from, path), BodyHandlers.ofString()).body();
  }

  private static HttpRequest request(MirrorServer to, String path) {
    return HttpRequest.newBuilder(to.baseUri().resolve(path)).build();
  }
}
