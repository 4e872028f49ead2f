package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests by way of proxies. A proxy's credentials go into {@code CONNECT} and into requests
 * that the proxy itself reads, and never into what goes through a tunnel to an origin. Only loaded
 * where there is a proxy.
 */
final class ProxyRoute {
  private static final String HEADER = "Proxy-Authorization";

  /** What the client calls the challenge when it asks before a proxy does. */
  private static final String ASKED_BEFORE = "OkHttp-Preemptive";

  private final TransportOptions.Proxies proxies;

  private ProxyRoute(TransportOptions.Proxies proxies) {
    this.proxies = proxies;
  }

  static void install(TransportOptions.Proxies proxies, OkHttpClient.Builder client) {
    ProxyRoute route = new ProxyRoute(proxies);
    client
        .proxy(null)
        .proxySelector(route.new Selector())
        .proxyAuthenticator(route::authenticate)
        .addNetworkInterceptor(route::authorize);
  }

  /** A header of this one request on the wire: a redirect of it starts without. */
  private Response authorize(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Optional<String> header = request.isHttps() ? Optional.empty() : header("http");
    return chain.proceed(
        header.isPresent() ? request.newBuilder().header(HEADER, header.get()).build() : request);
  }

  private @Nullable Request authenticate(@Nullable Route route, Response response)
      throws ProxyRefusal {
    boolean tunnel = response.request().method().equals("CONNECT");
    Optional<String> header = header(tunnel ? "https" : "http");
    boolean sent = !tunnel || response.request().header(HEADER) != null;
    if (header.isPresent() && !sent) {
      return response.request().newBuilder().header(HEADER, header.get()).build();
    }
    if (response.challenges().stream().anyMatch(it -> it.scheme().equals(ASKED_BEFORE))) {
      return null;
    }
    throw ProxyRefusal.of(header.isPresent());
  }

  private Optional<String> header(String scheme) {
    return proxies.of(scheme).flatMap(ArchiveUrl::credentials).map(BasicAuth::header);
  }

  /** The proxy wants credentials, or others. */
  static final class ProxyRefusal extends IOException {
    private static final long serialVersionUID = 1;

    private ProxyRefusal(String reason) {
      super(reason);
    }

    /**
     * What a 407 means.
     *
     * @param authorized whether the request had credentials for the proxy
     */
    static ProxyRefusal of(boolean authorized) {
      return new ProxyRefusal(
          authorized
              ? "407: the proxy refuses the credentials"
              : "407: the proxy asks for credentials, but none are given for it");
    }
  }

  private final class Selector extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      return List.of(proxies.of(uri.getScheme()).map(Selector::proxy).orElse(Proxy.NO_PROXY));
    }

    private static Proxy proxy(ArchiveUrl url) {
      String host = url.host().startsWith("[") ? bare(url.host()) : url.host();
      return new Proxy(
          Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, url.effectivePort()));
    }

    private static String bare(String bracketed) {
      return bracketed.substring(1, bracketed.length() - 1);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // the request itself fails and says so
    }
  }
}
