package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Throwables;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.FetchException.Fault;
import dev.pop.core.http.TransportOptions.Proxies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A forward proxy that wants credentials; what comes through its tunnels it answers itself. */
@Timeout(60)
@ParameterizedClass
@ValueSource(booleans = {false, true})
class ProxyTest {
  private static final String PROXY_USER = "pRoXyUsEr";
  private static final String PROXY_PASSWORD = "pRoXyPaSs";
  private static final String RIGHT = Credentials.basic(PROXY_USER, PROXY_PASSWORD, UTF_8);
  private static final HeldCertificate ORIGIN =
      new HeldCertificate.Builder()
          .addSubjectAlternativeName("origin.example")
          .addSubjectAlternativeName("localhost")
          .build();
  private static final TlsOptions TLS =
      new TlsOptions(true, List.of(ORIGIN.certificate()), Optional.empty());

  @Parameter boolean http2;

  @TempDir private Path directory;
  private final MockWebServer proxy = new MockWebServer();
  private volatile boolean tunnelOpen;
  private volatile String landing = "";

  @BeforeEach
  void start() throws IOException {
    proxy.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }

          /** Tells the server whether to begin with TLS, or with a request for a tunnel. */
          @Override
          public MockResponse peek() {
            MockResponse.Builder next = new MockResponse.Builder();
            return tunnelOpen ? next.build() : next.inTunnel().build();
          }
        });
    proxy.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private MockResponse answer(RecordedRequest request) {
    boolean tunnel = request.getMethod().equals("CONNECT");
    boolean inTunnel = request.getHandshake() != null;
    if (!inTunnel && !RIGHT.equals(request.getHeaders().get("Proxy-Authorization"))) {
      return new MockResponse.Builder()
          .code(407)
          .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
          .build();
    }
    if (tunnel) {
      tunnelOpen = true;
      return new MockResponse.Builder().inTunnel().build();
    }
    if (request.getUrl().encodedPath().equals("/moved")) {
      return new MockResponse.Builder().code(302).addHeader("Location", landing).build();
    }
    return new MockResponse.Builder().body("hello").build();
  }

  private ArchiveUrl proxyUrl(String userInfo) throws Exception {
    return ArchiveUrl.parse(
        "http://" + userInfo + proxy.getHostName() + ":" + proxy.getPort() + "/");
  }

  private Proxies both(String userInfo) throws Exception {
    return new Proxies(Optional.of(proxyUrl(userInfo)), Optional.of(proxyUrl(userInfo)));
  }

  private String fetch(String archive, String path, Proxies proxies) throws Exception {
    return fetch(archive, path, TransportOptions.DEFAULT.withProxies(proxies));
  }

  private String fetch(String archive, String path, TransportOptions transport) throws Exception {
    Path target = directory.resolve("file");
    TransportOptions options =
        transport.withTls(TLS).withHttp(new TransportOptions.Http(http2, Set.of(), 10));
    try (Downloader downloader = Downloader.create(1, options)) {
      downloader.fetch(RemoteFile.upTo(ArchiveUrl.parse(archive), path, 100), target);
    }
    return Files.readString(target);
  }

  private void tunnelTls() {
    HandshakeCertificates tls = new HandshakeCertificates.Builder().heldCertificate(ORIGIN).build();
    proxy.useHttps(tls.sslSocketFactory());
  }

  private static String right() {
    return PROXY_USER + ":" + PROXY_PASSWORD + "@";
  }

  @Test
  void plainHttp_credentialsOfTheOrigin_areNotGivenToTheProxy() throws Exception {
    TransportOptions options = TransportOptions.DEFAULT.withProxies(both(right()));

    FetchException e =
        catchThrowableOfType(
            FetchException.class, () -> fetch("http://user:oRiGiN@localhost/ubuntu", "a", options));

    assertThat(e.fault()).isEqualTo(Fault.DISTRUSTED);
    assertThat(e.reason()).isEqualTo("credentials are not sent over plain HTTP to a proxy");
    assertThat(proxy.getRequestCount()).isZero();
  }

  @Test
  void plainHttp_asksTheProxyWithItsCredentialsAtOnce() throws Exception {
    TransportOptions options =
        TransportOptions.DEFAULT
            .withProxies(both(right()))
            .withPlainHttp(new TransportOptions.PlainHttp(true, true));

    assertThat(fetch("http://user:oRiGiN@origin.example/ubuntu", "a", options)).isEqualTo("hello");

    assertThat(proxy.getRequestCount()).isEqualTo(1);
    RecordedRequest request = proxy.takeRequest();
    assertThat(request.getTarget()).isEqualTo("http://origin.example/ubuntu/a");
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("user", "oRiGiN"));
  }

  @Test
  void unusualUrls_arriveAsWritten() throws Exception {
    fetch("http://[2001:db8::1]:8080/%7Eme/~you", "a", both(right()));

    assertThat(proxy.takeRequest().getTarget()).isEqualTo("http://[2001:db8::1]:8080/%7Eme/~you/a");
  }

  @Test
  void https_goesThroughATunnelAndEachGetsItsOwnCredentials() throws Exception {
    tunnelTls();

    assertThat(fetch("https://user:oRiGiN@origin.example", "a", both(right()))).isEqualTo("hello");

    RecordedRequest connect = proxy.takeRequest();
    assertThat(connect.getRequestLine()).isEqualTo("CONNECT origin.example:443 HTTP/1.1");
    assertThat(connect.getHeaders().get("Proxy-Authorization")).isEqualTo(RIGHT);
    assertThat(connect.getHeaders().get("Authorization")).isNull();
    RecordedRequest get = proxy.takeRequest();
    assertThat(get.getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("user", "oRiGiN"));
    assertThat(get.getHeaders().get("Proxy-Authorization")).isNull();
  }

  @Test
  void wrongOrNoCredentials_areTheProxysRefusal() throws Exception {
    for (String archive : List.of("http://origin.example", "https://origin.example")) {
      FetchException none =
          catchThrowableOfType(FetchException.class, () -> fetch(archive, "a", both("")));
      assertThat(none.fault()).isEqualTo(Fault.PROXY_REFUSED);
      assertThat(none.reason())
          .isEqualTo("407: the proxy asks for credentials, but none are given for it");

      FetchException wrong =
          catchThrowableOfType(FetchException.class, () -> fetch(archive, "a", both("me:wRoNg@")));
      assertThat(wrong.fault()).isEqualTo(Fault.PROXY_REFUSED);
      assertThat(wrong.reason()).isEqualTo("407: the proxy refuses the credentials");
      assertThat(wrong).hasStackTraceContaining("407");
      assertThat(stackTrace(wrong)).doesNotContain("wRoNg");
    }
  }

  private static String stackTrace(Throwable e) {
    return Throwables.getStackTraceAsString(e);
  }

  @Test
  void proxyOfAnotherScheme_isNotUsed() throws Exception {
    try (MockWebServer origin = new MockWebServer()) {
      origin.start();
      origin.enqueue(new MockResponse.Builder().body("direct").build());
      Proxies httpsOnly = new Proxies(Optional.empty(), Optional.of(proxyUrl(right())));

      assertThat(fetch(origin.url("/").toString(), "a", httpsOnly)).isEqualTo("direct");

      assertThat(proxy.getRequestCount()).isZero();
      assertThat(origin.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    }
  }

  @Test
  void redirectFromTheProxyToAnOriginOverTls_leavesAllCredentialsBehind() throws Exception {
    try (MockWebServer origin = new MockWebServer()) {
      origin.useHttps(
          new HandshakeCertificates.Builder().heldCertificate(ORIGIN).build().sslSocketFactory());
      origin.start();
      origin.enqueue(new MockResponse.Builder().body("landed").build());
      landing = origin.url("/landed").toString();
      Proxies httpOnly = new Proxies(Optional.of(proxyUrl(right())), Optional.empty());

      TransportOptions options =
          TransportOptions.DEFAULT
              .withProxies(httpOnly)
              .withPlainHttp(new TransportOptions.PlainHttp(true, true));

      assertThat(fetch("http://user:oRiGiN@origin.example", "moved", options)).isEqualTo("landed");

      assertThat(proxy.takeRequest().getHeaders().get("Proxy-Authorization")).isEqualTo(RIGHT);
      assertThat(origin.takeRequest().getHeaders().names())
          .doesNotContain("Authorization", "Proxy-Authorization");
    }
  }

  @Test
  void proxyThatIsNotThere_isNamed() throws Exception {
    ArchiveUrl gone = proxyUrl(right());
    proxy.close();

    FetchException e =
        catchThrowableOfType(
            FetchException.class,
            () ->
                fetch(
                    "http://origin.example",
                    "a",
                    new Proxies(Optional.of(gone), Optional.empty())));

    assertThat(e.reason())
        .isEqualTo("no connection to the proxy " + gone.host() + ":" + gone.effectivePort());
  }
}
