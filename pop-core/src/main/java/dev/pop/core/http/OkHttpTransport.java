package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.TlsVersion;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** HTTP/2 where the server offers it, straight or by way of proxies, by OkHttp. */
final class OkHttpTransport implements HttpTransport {
  private static final ConnectionSpec TLS =
      new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
          .tlsVersions(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
          .build();

  /** What may be spoken: TLS from 1.2 on, and plain HTTP. */
  static final List<ConnectionSpec> CONNECTIONS = List.of(TLS, ConnectionSpec.CLEARTEXT);

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private final OkHttpClient client;

  /** Those whose bodies are read too, which the client itself has forgotten by then. */
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  private volatile boolean cancelled;

  OkHttpTransport(int connections, TransportOptions options) {
    this.client = client(connections, options);
  }

  private static OkHttpClient client(int connections, TransportOptions options) {
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .connectionSpecs(options.plainHttp().allowed() ? CONNECTIONS : List.of(TLS))
            .connectTimeout(options.timeouts().connect())
            .readTimeout(options.timeouts().read())
            .socketFactory(new ReadAheadSocketFactory(options.timeouts()))
            .addNetworkInterceptor(new Hops(options.timeouts().whole().toNanos()))
            .connectionPool(new ConnectionPool(connections, 1, TimeUnit.MINUTES));
    if (!options.plainHttp().credentialsAnywhere()) {
      client.addNetworkInterceptor(new CleartextCredentialGuard());
    }
    if (options.proxies().equals(TransportOptions.Proxies.NONE)) {
      client.proxy(Proxy.NO_PROXY);
    } else {
      ProxyRoute.install(options.proxies(), client);
    }
    if (!options.tls().equals(TlsOptions.DEFAULT)) {
      TlsSockets.install(options.tls(), client);
    }
    return client.build();
  }

  @Override
  public HttpResponse execute(ArchiveRequest request) throws IOException {
    Call call = client.newCall(translated(request));
    calls.add(call);
    if (cancelled) {
      call.cancel();
    }
    boolean answered = false;
    try {
      HttpResponse response = new OkHttpResponse(call, call.execute());
      answered = true;
      return response;
    } catch (IllegalArgumentException e) { // the library takes Retry-After for a small number
      throw new ProtocolException("its answer breaks the rules of HTTP");
    } finally {
      if (!answered) {
        calls.remove(call);
      }
    }
  }

  private static Request translated(ArchiveRequest request) {
    ArchiveUrl archive = request.archive();
    String host = archive.scheme() + "://" + archive.hostAndPort();
    Request.Builder translated =
        new Request.Builder()
            .tag(Begun.class, new Begun(System.nanoTime()))
            .url(HttpUrl.get(host + request.target()))
            .method(request.method(), null);
    request.fields().forEach(field -> translated.header(field.name(), field.value()));
    return translated.build();
  }

  @Override
  public void cancelAll() {
    cancelled = true;
    calls.forEach(Call::cancel);
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  /** When a request was sent first. */
  private record Begun(long nanos) {}

  /**
   * Looks at each request that redirects lead to: together they may take only so long. And one that
   * leads from plain HTTP to TLS must not go over the plain connection, which stands open at the
   * same host and port.
   */
  private record Hops(long longestNanos) implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      Request request = chain.request();
      Begun begun = request.tag(Begun.class);
      if (begun != null && System.nanoTime() - begun.nanos > longestNanos) {
        throw new LeastSpeed.TooSlow("the server redirects for too long");
      }
      Connection connection = Objects.requireNonNull(chain.connection());
      if (request.isHttps() && connection.handshake() == null) {
        throw new ProtocolException(Origin.BOTH);
      }
      return chain.proceed(request);
    }
  }

  private final class OkHttpResponse implements HttpResponse {
    private final Call call;
    private final Response response;

    OkHttpResponse(Call call, Response response) {
      this.call = call;
      this.response = response;
    }

    @Override
    public int status() {
      return response.code();
    }

    @Override
    public @Nullable String header(String name) {
      return response.header(name);
    }

    /** The client takes a length that is none for an unknown one, and waits for the body's end. */
    @Override
    public long length() throws IOException {
      for (String length : response.headers("Content-Length")) {
        if (!LENGTH.matcher(length).matches()) {
          throw HttpCoreConnection.malformed();
        }
      }
      return response.body().contentLength();
    }

    @Override
    public Body body() {
      BufferedSource source = response.body().source();
      return source::read;
    }

    @Override
    public void close() {
      calls.remove(call);
      response.close();
    }
  }
}
