package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ParameterizedClass
@ValueSource(booleans = {false, true})
class TlsTest {
  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("Our Authority").build();
  private static final HeldCertificate CLIENT =
      new HeldCertificate.Builder().commonName("mirror").signedBy(AUTHORITY).build();

  @Parameter boolean http2;

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void serveAs(String host, boolean clientCertificate) {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName(host).signedBy(AUTHORITY).build();
    HandshakeCertificates.Builder tls =
        new HandshakeCertificates.Builder().heldCertificate(certificate);
    if (clientCertificate) {
      tls.addTrustedCertificate(AUTHORITY.certificate());
      server.requireClientAuth();
    }
    server.useHttps(tls.build().sslSocketFactory());
    server.enqueue(new MockResponse.Builder().body("hello").build());
  }

  private String fetch(TlsOptions tls) throws Exception {
    return fetch(TransportOptions.DEFAULT.withTls(tls));
  }

  private String fetch(TransportOptions options) throws Exception {
    ArchiveUrl archive =
        ArchiveUrl.parse("https://" + server.getHostName() + ":" + server.getPort());
    Path target = directory.resolve("file");
    TransportOptions.Http http = new TransportOptions.Http(http2, Set.of(), 10);
    try (Downloader downloader = Downloader.create(1, options.withHttp(http))) {
      downloader.fetch(RemoteFile.upTo(archive, "a", 100), target);
    }
    return Files.readString(target);
  }

  private Path file(String name, String... parts) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("\n", parts), UTF_8);
  }

  private TlsOptions trusting() throws IOException {
    Path bundle = file("ca.pem", "# ours", CLIENT.certificatePem(), AUTHORITY.certificatePem());
    return new TlsOptions(true, PemFile.certificates(bundle), Optional.empty());
  }

  private FetchException failure(TlsOptions tls) {
    return catchThrowableOfType(FetchException.class, () -> fetch(tls));
  }

  @Test
  void unknownAuthority_isRefusedByName() {
    serveAs(server.getHostName(), false);

    assertThat(failure(TlsOptions.DEFAULT))
        .hasMessageContaining("TLS fails: its certificate is not trusted: ");
  }

  @Test
  void authorityOfTheBundle_isTrusted() throws Exception {
    serveAs(server.getHostName(), false);

    assertThat(fetch(trusting())).isEqualTo("hello");
  }

  @Test
  void certificateForAnotherHost_isRefusedByName() throws Exception {
    serveAs("other.example", false);

    assertThat(failure(trusting()).reason())
        .isEqualTo("TLS fails: the server's certificate is for another host");
  }

  @Test
  void unverified_anyCertificateWillDo() throws Exception {
    serveAs("other.example", false);

    assertThat(fetch(new TlsOptions(false, List.of(), Optional.empty()))).isEqualTo("hello");
  }

  @Test
  void clientCertificate_isShown() throws Exception {
    serveAs(server.getHostName(), true);
    TlsIdentity identity =
        TlsIdentity.read(
            file("client.pem", CLIENT.certificatePem()),
            file("client.key", CLIENT.privateKeyPkcs8Pem()));

    String text = fetch(new TlsOptions(true, trusting().authorities(), Optional.of(identity)));

    assertThat(text).isEqualTo("hello");
    assertThat(server.takeRequest().getHandshake().peerPrincipal().getName()).contains("CN=mirror");
    assertThat(identity).hasToString("CN=mirror");
  }

  @Test
  void clientCertificateMissing_isRefused() throws Exception {
    serveAs(server.getHostName(), true);

    assertThat(failure(trusting()).fault()).isEqualTo(FetchException.Fault.UNREACHABLE);
  }

  @Test
  void httpsOnly_redirectToPlainHttp_isRefusedByName() throws Exception {
    serveAs(server.getHostName(), false);
    try (MockWebServer plain = new MockWebServer()) {
      plain.start();
      plain.enqueue(new MockResponse.Builder().body("hello").build());
      server.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              String location = plain.url("/a").toString();
              return new MockResponse.Builder().code(302).addHeader("Location", location).build();
            }
          });
      TransportOptions options = TransportOptions.DEFAULT.withTls(trusting());

      FetchException e =
          catchThrowableOfType(
              FetchException.class,
              () -> fetch(options.withPlainHttp(new TransportOptions.PlainHttp(false, false))));

      assertThat(e.fault()).isEqualTo(FetchException.Fault.DISTRUSTED);
      assertThat(e.reason())
          .isEqualTo("the server redirects to plain HTTP, which https_only refuses");
      assertThat(plain.getRequestCount()).isZero();
      assertThat(fetch(options)).isEqualTo("hello");
    }
  }

  /** A client without TLS finds out for both; each must then be asked for again. */
  @Test
  void plainHttp_severalRedirectedToTlsAtATime_allFollow() throws Exception {
    serveAs(server.getHostName(), false);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().body("hello").build();
          }
        });
    CountDownLatch asked = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (MockWebServer plain = new MockWebServer();
        Downloader downloader =
            Downloader.create(2, TransportOptions.DEFAULT.withTls(trusting()))) {
      plain.start();
      plain.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
              asked.countDown();
              assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
              String location = server.url(request.getUrl().encodedPath()).toString();
              return new MockResponse.Builder().code(302).addHeader("Location", location).build();
            }
          });
      ArchiveUrl archive = ArchiveUrl.parse(plain.url("/").toString());
      List<Future<FetchedFile>> fetched =
          threads.invokeAll(
              List.of(
                  () -> downloader.fetch(RemoteFile.upTo(archive, "a", 9), directory.resolve("a")),
                  () ->
                      downloader.fetch(RemoteFile.upTo(archive, "b", 9), directory.resolve("b"))));

      for (Future<FetchedFile> each : fetched) {
        assertThat(each.get().file()).hasContent("hello");
      }
      downloader.probe(RemoteFile.upTo(archive, "c", 9));
    } finally {
      threads.shutdownNow();
    }
  }

  /** The child's Java speaks every version; only what we ask for keeps the old ones out. */
  @ParameterizedTest
  @CsvSource({"TLSv1, false", "TLSv1.1, false", "TLSv1.2, true", "TLSv1.3, true"})
  void versions_from12On(String version, boolean spoken) throws Exception {
    Path all = file("java.security", "jdk.tls.disabledAlgorithms=");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Djava.security.properties=" + all,
                "-cp",
                System.getProperty("java.class.path"),
                OneTlsVersion.class.getName(),
                version,
                directory.resolve("fetched").toString(),
                String.valueOf(http2))
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), UTF_8);

    assertThat(output.strip()).startsWith(spoken ? "fetched" : "TLS fails: ");
  }

  @Test
  void rsaKeyInItsOldForm_isRead() throws Exception {
    HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();
    Path both = file("both.pem", rsa.certificatePem(), rsa.privateKeyPkcs1Pem());

    TlsIdentity identity = TlsIdentity.read(both, both);

    assertThat(identity.key()).isEqualTo(rsa.keyPair().getPrivate());
  }

  @Test
  void ecKeyInItsOldForm_isRead() throws Exception {
    // What stands in the PKCS#8 form after the algorithm is the old form itself (RFC 5915).
    byte[] pkcs8 = CLIENT.keyPair().getPrivate().getEncoded();
    int start = 0;
    for (int i = 10; i < pkcs8.length - 4 && start == 0; i++) {
      if (pkcs8[i] == 4 && pkcs8[i + 2] == 0x30) {
        start = i + 2;
      }
    }
    String body =
        Base64.getMimeEncoder().encodeToString(Arrays.copyOfRange(pkcs8, start, pkcs8.length));
    Path key =
        file("ec.key", "-----BEGIN EC PRIVATE KEY-----", body, "-----END EC PRIVATE KEY-----");

    TlsIdentity identity = TlsIdentity.read(file("c.pem", CLIENT.certificatePem()), key);

    assertThat(identity.key()).isEqualTo(CLIENT.keyPair().getPrivate());
  }

  @Test
  void encryptedKey_isRefusedWithAWayOut() throws Exception {
    Path certificate = file("client.pem", CLIENT.certificatePem());
    Path modern =
        file(
            "modern.key",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----",
            "AAAA",
            "-----END ENCRYPTED PRIVATE KEY-----");
    Path old =
        file(
            "old.key",
            "-----BEGIN RSA PRIVATE KEY-----",
            "Proc-Type: 4,ENCRYPTED",
            "",
            "AAAA",
            "-----END RSA PRIVATE KEY-----");

    for (Path key : List.of(modern, old)) {
      assertThatIOException()
          .isThrownBy(() -> TlsIdentity.read(certificate, key))
          .withMessageContaining(key + " holds an encrypted key; take the passphrase off");
    }
  }

  @Test
  void filesThatAreSomethingElse_areRefused() throws Exception {
    Path certificate = file("client.pem", CLIENT.certificatePem());
    Path empty = file("empty", "");
    Path malformed =
        file("bad", "-----BEGIN CERTIFICATE-----", "AAAA", "-----END CERTIFICATE-----");
    Path foreign = file("foreign", AUTHORITY.privateKeyPkcs8Pem());

    assertThatIOException()
        .isThrownBy(() -> PemFile.certificates(empty))
        .withMessage(empty + " holds no certificate in PEM form");
    assertThatIOException()
        .isThrownBy(() -> PemFile.certificates(malformed))
        .withMessage(malformed + " holds a malformed certificate");
    assertThatIOException()
        .isThrownBy(() -> TlsIdentity.read(certificate, empty))
        .withMessage(empty + " holds no private key in PEM form");
    assertThatIOException()
        .isThrownBy(() -> TlsIdentity.read(certificate, foreign))
        .withMessage(foreign + " holds another key than that of " + certificate);
  }
}
