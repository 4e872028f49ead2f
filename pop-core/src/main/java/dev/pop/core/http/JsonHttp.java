package dev.pop.core.http;

import dev.pop.core.Internal;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.FetchException.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges JSON with a server, with a bearer token. Redirects are not followed, since they could
 * carry the token elsewhere, and the token is not sent over plain HTTP to a public address unless
 * that is allowed.
 *
 * <p>Safe for use by several threads.
 */
@Internal
public final class JsonHttp implements Closeable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final long MAX_BODY_BYTES = 16 * 1024 * 1024;

  private final OkHttpClient client;
  private final String userAgent;

  private JsonHttp(OkHttpClient client, String userAgent) {
    this.client = client;
    this.userAgent = userAgent;
  }

  /**
   * Makes a client.
   *
   * @param timeout for an exchange as a whole
   * @param userAgent the {@code User-Agent} to send
   * @param plainHttpAllowed whether tokens may go over plain HTTP to public addresses
   */
  public static JsonHttp create(Duration timeout, String userAgent, boolean plainHttpAllowed) {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .connectionSpecs(OkHttpTransport.CONNECTIONS)
            .followRedirects(false);
    if (!plainHttpAllowed) {
      builder.addNetworkInterceptor(new CleartextCredentialGuard());
    }
    return new JsonHttp(builder.build(), userAgent);
  }

  /**
   * Sends GET.
   *
   * @param base where the API begins
   * @param segments of the path below it, not percent-encoded
   * @throws FetchException of kind {@code UNREACHABLE}, {@code TIMED_OUT} or {@code WRONG_SIZE} if
   *     no response comes
   * @throws InterruptedException if the thread was interrupted
   */
  public JsonResponse get(ArchiveUrl base, List<String> segments, Secret bearer)
      throws FetchException, InterruptedException {
    return exchange(base, segments, bearer, null);
  }

  /**
   * As {@link #get}, with POST of {@code json}. Once any of it was sent it is never sent again,
   * whatever happens, since the server may have acted on it.
   */
  public JsonResponse post(ArchiveUrl base, List<String> segments, Secret bearer, String json)
      throws FetchException, InterruptedException {
    return exchange(base, segments, bearer, json);
  }

  private JsonResponse exchange(
      ArchiveUrl base, List<String> segments, Secret bearer, @Nullable String json)
      throws FetchException, InterruptedException {
    Request request = request(base, segments, bearer, json);
    try (Response response = client.newCall(request).execute()) {
      BufferedSource source = response.body().source();
      if (source.request(MAX_BODY_BYTES + 1)) {
        throw failure(
            Fault.WRONG_SIZE, base, "the answer is longer than " + MAX_BODY_BYTES + " bytes", null);
      }
      Optional<MediaType> type = Optional.ofNullable(response.body().contentType());
      return new JsonResponse(
          response.code(),
          type.map(t -> (t.type() + "/" + t.subtype()).toLowerCase(Locale.ROOT)),
          Optional.ofNullable(response.header("Expires")),
          source.readString(type.map(MediaType::charset).orElse(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) { // the library takes Retry-After for a small number
      throw failure(Fault.STATUS, base, "its answer breaks the rules of HTTP", e);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the exchange was interrupted");
      }
      throw unreachable(base, e);
    }
  }

  private Request request(
      ArchiveUrl base, List<String> segments, Secret bearer, @Nullable String json) {
    HttpUrl.Builder url = HttpUrl.get(base.location()).newBuilder();
    segments.forEach(url::addPathSegment);
    Request.Builder request =
        new Request.Builder()
            .url(url.build())
            .header("User-Agent", userAgent)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + bearer.reveal());
    if (json != null) {
      request.post(new Once(json.getBytes(StandardCharsets.UTF_8)));
    }
    return request.build();
  }

  private static FetchException unreachable(ArchiveUrl base, IOException e) {
    if (e instanceof CleartextCredentialGuard.Refusal) {
      return failure(Fault.UNREACHABLE, base, String.valueOf(e.getMessage()), e);
    }
    if (e instanceof InterruptedIOException) {
      return failure(Fault.TIMED_OUT, base, "the server does not answer in time", e);
    }
    String reason = "the server cannot be reached, or broke the connection";
    if (e instanceof UnknownHostException) {
      reason = "the host name does not resolve";
    } else if (e instanceof SSLException) {
      reason = "TLS fails: " + e.getMessage();
    }
    return failure(Fault.UNREACHABLE, base, reason, e);
  }

  private static FetchException failure(
      Fault fault, ArchiveUrl base, String reason, @Nullable Throwable cause) {
    return new FetchException(fault, base.location(), reason, cause);
  }

  /** Closes idle connections. */
  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  /**
   * Tells OkHttp not to repeat the request by itself, as it does after 408 or a lost connection.
   */
  private static final class Once extends RequestBody {
    private final byte[] json;

    Once(byte[] json) {
      this.json = json;
    }

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return json.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(json);
    }
  }
}
