package dev.pop.mirror.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Writes an error as one line of plain text that tells nothing of the server's insides. */
final class PlainErrors extends ErrorHandler {
  private static final String TEXT = "text/plain; charset=utf-8";

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
    response.write(true, line(response.getStatus()), callback);
    return true;
  }

  private static ByteBuffer line(int status) {
    String line = status + " " + HttpStatus.getMessage(status) + "\n";
    return ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
  }
}
