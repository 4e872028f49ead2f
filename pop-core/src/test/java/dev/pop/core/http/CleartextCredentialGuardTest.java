package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.net.InetAddresses;
import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import javax.net.SocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that resolves to any address; whatever it is, the connection ends at our server. */
@Timeout(60)
class CleartextCredentialGuardTest {
  private static final List<ArchiveRequest.Field> WITH_CREDENTIALS =
      List.of(new ArchiveRequest.Field("Authorization", "Basic eDp5"));

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
    server.enqueue(new MockResponse.Builder().body("hello").build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String execute(String address, Request.Builder request) throws IOException {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .proxy(Proxy.NO_PROXY)
            .dns(host -> List.of(InetAddress.getByName(address)))
            .socketFactory(new Diverted())
            .addNetworkInterceptor(new CleartextCredentialGuard())
            .build();
    try (Response response =
        client.newCall(request.url("http://archive.local/a").build()).execute()) {
      return response.body().string();
    }
  }

  private static Request.Builder withCredentials() {
    return new Request.Builder().header("Authorization", "Basic eDp5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"93.184.215.14", "172.32.0.1", "2001:db8::1"})
  void credentialsToAPublicAddress_areNotSentWhateverTheName(String address) {
    CleartextCredentialGuard.Refusal e =
        catchThrowableOfType(
            CleartextCredentialGuard.Refusal.class, () -> execute(address, withCredentials()));

    assertThat(e).hasMessage("credentials are not sent over plain HTTP to a public address");
    assertThat(server.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.0.1", "fd00::1", "fe80::1"})
  void credentialsToAPrivateAddress_areSent(String address) throws Exception {
    assertThat(execute(address, withCredentials())).isEqualTo("hello");
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Basic eDp5");
  }

  @Test
  void nothingSecret_goesAnywhere() throws Exception {
    assertThat(execute("93.184.215.14", new Request.Builder())).isEqualTo("hello");
  }

  /** The way for plain HTTP has no client whose names can be diverted: the address is the name. */
  private String askPlainly(String address, List<ArchiveRequest.Field> fields) throws Exception {
    String host = InetAddresses.toUriString(InetAddresses.forString(address));
    ArchiveUrl archive = ArchiveUrl.parse("http://" + host + "/ubuntu");
    HttpCoreTransport transport =
        new HttpCoreTransport(1, TransportOptions.DEFAULT, origin -> diverted());
    try (HttpResponse response = transport.execute(ArchiveRequest.get(archive, "a", fields))) {
      byte[] body = new byte[10];
      return new String(body, 0, response.body().read(body, 0, body.length), UTF_8);
    } finally {
      transport.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"93.184.215.14", "172.32.0.1", "2001:db8::1"})
  void plainly_credentialsToAPublicAddress_areNotSent(String address) throws Exception {
    CleartextCredentialGuard.Refusal e =
        catchThrowableOfType(
            CleartextCredentialGuard.Refusal.class, () -> askPlainly(address, WITH_CREDENTIALS));

    assertThat(e).hasMessage("credentials are not sent over plain HTTP to a public address");
    assertThat(server.getRequestCount()).isZero();
    assertThat(askPlainly(address, List.of())).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.0.1", "fd00::1", "fe80::1"})
  void plainly_credentialsToAPrivateAddress_areSent(String address) throws Exception {
    assertThat(askPlainly(address, WITH_CREDENTIALS)).isEqualTo("hello");
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Basic eDp5");
  }

  private Socket diverted() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        super.connect(new InetSocketAddress("localhost", server.getPort()), timeout);
      }
    };
  }

  private final class Diverted extends SocketFactory {
    @Override
    public Socket createSocket() {
      return diverted();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }
}
