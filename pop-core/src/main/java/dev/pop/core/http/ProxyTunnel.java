package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;

/** A proxy's way to a server that TLS is spoken with (RFC 9110, section 9.3.6). */
final class ProxyTunnel {
  private static final String CREDENTIALS = "Proxy-Authorization";

  private ProxyTunnel() {}

  /**
   * Asks for a tunnel.
   *
   * @param socket connected to the proxy
   * @throws ProxyRoute.ProxyRefusal if the proxy wants credentials, or others
   * @throws IOException if it does not lead there; the socket stays open
   */
  static void open(Socket socket, Origin origin, ArchiveUrl proxy) throws IOException {
    URIAuthority authority = new URIAuthority(origin.host(), origin.port());
    BasicClassicHttpRequest request =
        new BasicClassicHttpRequest(Method.CONNECT.name(), null, authority, authority.toString());
    request.addHeader("Host", authority.toString());
    credentials(proxy).ifPresent(value -> request.addHeader(CREDENTIALS, value));
    DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(HttpCoreConnection.LIMITS);
    http.bind(socket);
    try {
      http.sendRequestHeader(request);
      http.flush();
      ClassicHttpResponse response = HttpCoreConnection.response(http);
      if (response.getCode() == 407) {
        throw refusal(proxy);
      }
      if (response.getCode() >= 300) {
        throw new IOException("the proxy answers CONNECT with " + response.getCode());
      }
    } catch (HttpException | IllegalArgumentException e) {
      throw HttpCoreConnection.malformed();
    }
  }

  /** Lets a request that the proxy itself reads carry its credentials. */
  static void authorize(BasicClassicHttpRequest request, ArchiveUrl proxy) {
    credentials(proxy).ifPresent(value -> request.setHeader(CREDENTIALS, value));
  }

  private static Optional<String> credentials(ArchiveUrl proxy) {
    return proxy.credentials().map(BasicAuth::header);
  }

  /** What a 407 means. */
  static ProxyRoute.ProxyRefusal refusal(ArchiveUrl proxy) {
    return ProxyRoute.ProxyRefusal.of(proxy.credentials().isPresent());
  }
}
