package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.TlsVersion;

/** The HTTP client that options ask for, in its shades, which share their connections. */
final class HttpClients {
  private static final ConnectionSpec TLS =
      new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
          .tlsVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
          .build();

  /** What may be spoken: TLS from 1.2 on, and plain HTTP. */
  static final List<ConnectionSpec> CONNECTIONS = List.of(TLS, ConnectionSpec.CLEARTEXT);

  private final OkHttpClient client;
  private final OkHttpClient http1;
  private final OkHttpClient unencrypted;
  private final TransportOptions options;

  private HttpClients(OkHttpClient client, TransportOptions options) {
    this.client = client;
    this.options = options;
    // There is one request at a time on each connection, whose socket watches the time: cheaper
    // than a watch that is set for every read, and all that the streams of HTTP/2 have.
    this.unencrypted =
        client.newBuilder().readTimeout(Duration.ZERO).writeTimeout(Duration.ZERO).build();
    this.http1 =
        options.http1Only().isEmpty()
            ? client
            : client.newBuilder().protocols(List.of(Protocol.HTTP_1_1)).build();
  }

  /**
   * @param connections how many stay open for reuse
   * @param first what every call passes first
   */
  static HttpClients create(int connections, TransportOptions options, Interceptor first) {
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .addInterceptor(first)
            .connectionSpecs(options.plainHttp().allowed() ? CONNECTIONS : List.of(TLS))
            .connectTimeout(options.timeouts().connect())
            .readTimeout(options.timeouts().read())
            .callTimeout(options.timeouts().call())
            .socketFactory(new ReadAheadSocketFactory(options.timeouts().read()))
            .connectionPool(new ConnectionPool(connections, 1, TimeUnit.MINUTES));
    if (!options.plainHttp().credentialsAnywhere()) {
      client.addNetworkInterceptor(new PlainHttpGuard());
    }
    if (options.proxies().equals(TransportOptions.Proxies.NONE)) {
      client.proxy(Proxy.NO_PROXY);
    } else {
      ProxyRoute.install(options.proxies(), client);
    }
    if (!options.tls().equals(TlsOptions.DEFAULT)) {
      TlsSockets.install(options.tls(), client);
    }
    return new HttpClients(client.build(), options);
  }

  /** A call for a file of {@code archive}. */
  Call newCall(ArchiveUrl archive, Request request) {
    if (!request.isHttps()) {
      return unencrypted.newCall(request);
    }
    return (options.http1Only().contains(archive.location()) ? http1 : client).newCall(request);
  }

  void cancelAll() {
    client.dispatcher().cancelAll();
  }

  void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }
}
