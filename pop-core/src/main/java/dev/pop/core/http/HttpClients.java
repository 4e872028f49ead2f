package dev.pop.core.http;

import com.google.common.base.Suppliers;
import com.google.common.util.concurrent.Futures;
import dev.pop.core.apt.ArchiveUrl;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.TlsVersion;

/**
 * The HTTP client that options ask for, in its shades, which share their connections and threads.
 */
final class HttpClients {
  private static final ConnectionSpec TLS =
      new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
          .tlsVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
          .build();

  /** Loads what every client needs of the library and of Java, such as security and logging. */
  private static final FutureTask<?> LIBRARY =
      new FutureTask<>(
          () ->
              new OkHttpClient.Builder()
                  .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                  .build());

  /** What may be spoken: TLS from 1.2 on, and plain HTTP. */
  static final List<ConnectionSpec> CONNECTIONS = List.of(TLS, ConnectionSpec.CLEARTEXT);

  private final OkHttpClient unencrypted;

  /** Made when it is needed: Java reads all authorities that it trusts for it. */
  private final Supplier<OkHttpClient> encrypted;

  private final Supplier<OkHttpClient> http1;
  private final TransportOptions options;
  private final Set<ArchiveUrl> leadToTls = ConcurrentHashMap.newKeySet();

  private HttpClients(OkHttpClient base, TransportOptions options) {
    this.options = options;
    // There is one request at a time on each connection, whose socket watches the time: cheaper
    // than a watch that is set for every read, and all that the streams of HTTP/2 have.
    this.unencrypted =
        base.newBuilder()
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
            .followSslRedirects(false)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .build();
    this.encrypted = Suppliers.memoize(() -> encrypted(base));
    this.http1 =
        Suppliers.memoize(
            () -> encrypted.get().newBuilder().protocols(List.of(Protocol.HTTP_1_1)).build());
  }

  private OkHttpClient encrypted(OkHttpClient base) {
    OkHttpClient.Builder client =
        base.newBuilder()
            .connectionSpecs(options.plainHttp().allowed() ? CONNECTIONS : List.of(TLS));
    if (!options.tls().equals(TlsOptions.DEFAULT)) {
      TlsSockets.install(options.tls(), client);
    }
    return client.build();
  }

  /** Begins to load the library, on a thread of its own. */
  static void prepare() {
    Thread thread = new Thread(LIBRARY, "pop-prepare");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * @param connections how many stay open for reuse
   * @param first what every call passes first
   */
  static HttpClients create(int connections, TransportOptions options, Interceptor first) {
    LIBRARY.run(); // which does nothing where it has begun
    Futures.getUnchecked(LIBRARY);
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .addInterceptor(first)
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
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
    return new HttpClients(client.build(), options);
  }

  /** A call for a file of {@code archive}. */
  Call newCall(ArchiveUrl archive, Request request) {
    if (!request.isHttps() && options.plainHttp().allowed() && !leadToTls.contains(archive)) {
      return unencrypted.newCall(request);
    }
    boolean old = options.http1Only().contains(archive.location());
    return (old ? http1 : encrypted).get().newCall(request);
  }

  /**
   * Whether the answer is no answer but a redirect to TLS, which the call could not follow. The
   * next call can, and all that come after it.
   */
  boolean leadsToTls(ArchiveUrl archive, Response answer) {
    String location = answer.isRedirect() ? answer.header("Location") : null;
    HttpUrl target = location == null ? null : answer.request().url().resolve(location);
    if (target == null || !target.isHttps()) {
      return false;
    }
    leadToTls.add(archive); // for one of several that are on their way at a time
    return true;
  }

  void cancelAll() {
    unencrypted.dispatcher().cancelAll();
  }

  void close() {
    unencrypted.connectionPool().evictAll();
    unencrypted.dispatcher().executorService().shutdown();
  }
}
