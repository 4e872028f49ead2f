package dev.pop.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.message.MessageSupport;
import org.jspecify.annotations.Nullable;

/** A response over plain HTTP. Gives its connection back when nothing of it is left there. */
final class HttpCoreResponse implements HttpResponse {
  /** A page that says why there is no file is read for the sake of the connection. */
  private static final int SMALL_REST = 16 * 1024;

  private static final Duration SHORT = Duration.ofMillis(100);

  private final ClassicHttpRequest request;
  private final ClassicHttpResponse response;
  private final HttpCoreConnection connection;
  private final HttpCoreConnection.Home home;
  private @Nullable HttpEntity entity;
  private long received;
  private boolean whole;
  private boolean closed;

  HttpCoreResponse(
      ClassicHttpRequest request,
      ClassicHttpResponse response,
      HttpCoreConnection connection,
      HttpCoreConnection.Home home) {
    this.request = request;
    this.response = response;
    this.connection = connection;
    this.home = home;
    this.whole = !MessageSupport.canResponseHaveBody(request.getMethod(), response);
  }

  /** Whether the server keeps the connection open, as far as it says. */
  boolean keepsConnection() {
    return DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, null);
  }

  @Override
  public int status() {
    return response.getCode();
  }

  @Override
  public @Nullable String header(String name) {
    Header header = response.getLastHeader(name);
    return header == null ? null : header.getValue();
  }

  @Override
  public long length() throws IOException {
    return entity().getContentLength();
  }

  @Override
  public Body body() throws IOException {
    InputStream content = entity().getContent();
    return (buffer, offset, length) -> read(content, buffer, offset, length);
  }

  private int read(InputStream content, byte[] buffer, int offset, int length) throws IOException {
    int read = content.read(buffer, offset, length);
    if (read < 0) {
      whole = true;
    } else {
      received += read;
    }
    return read;
  }

  private HttpEntity entity() throws IOException {
    if (entity == null) {
      entity = connection.body(response);
    }
    return entity;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (keepsConnection() && (whole || drains())) {
      home.giveBack(connection);
    } else {
      home.close(connection);
    }
  }

  /** Reads what is left when it is little and there already. */
  private boolean drains() {
    try {
      if (length() - received > SMALL_REST) {
        return false;
      }
      Duration patience = connection.waitAtMost(SHORT);
      long until = System.nanoTime() + SHORT.toNanos();
      InputStream rest = entity().getContent();
      byte[] buffer = new byte[SMALL_REST];
      long most = received + SMALL_REST;
      while (!whole && received < most && System.nanoTime() - until < 0) {
        read(rest, buffer, 0, buffer.length);
      }
      connection.waitAtMost(patience);
      return whole;
    } catch (IOException e) {
      return false;
    }
  }
}
