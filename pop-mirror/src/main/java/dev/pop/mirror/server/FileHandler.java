package dev.pop.mirror.server;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Finds the file that a request names and sends it. Jetty's own {@code ResourceHandler} is not
 * used: it caches contents, ignores If-Range, has only weak entity tags, and its interface differs
 * between Jetty 12.0 and 12.1. Safe for use by several threads.
 */
final class FileHandler extends Handler.Abstract {
  private static final Splitter SEGMENTS = Splitter.on('/');
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path root;
  private final ByteBufferPool.Sized buffers;

  FileHandler(Path root, ByteBufferPool pool) {
    this.root = root;
    this.buffers = new ByteBufferPool.Sized(pool, true, BUFFER_BYTES);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    boolean head = HttpMethod.HEAD.is(request.getMethod());
    if (!head && !HttpMethod.GET.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    Optional<OpenFile> found = open(request.getHttpURI().getPath());
    if (found.isEmpty()) {
      Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      return true;
    }
    OpenFile file = found.get();
    send(
        file,
        new FileConditions(request.getHeaders(), file),
        head,
        response,
        Callback.from(callback, file::close));
    return true;
  }

  private void send(
      OpenFile file,
      FileConditions conditions,
      boolean head,
      Response response,
      Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.ETAG, file.entityTag());
    headers.put(
        HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(file.lastModified().toEpochMilli()));
    int status = conditions.status();
    if (status != HttpStatus.OK_200) {
      response.setStatus(status);
      response.write(true, null, callback);
      return;
    }
    headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
    if (head || !conditions.hasUsableRange()) {
      headers.put(HttpHeader.CONTENT_LENGTH, file.size());
      send(file, 0, head ? 0 : file.size(), response, callback);
      return;
    }
    List<ByteRange> ranges = conditions.range();
    if (ranges.isEmpty()) {
      response.setStatus(HttpStatus.RANGE_NOT_SATISFIABLE_416);
      headers.put(HttpHeader.CONTENT_RANGE, ByteRange.toNonSatisfiableHeaderValue(file.size()));
      response.write(true, null, callback);
      return;
    }
    ByteRange range = ranges.get(0);
    response.setStatus(HttpStatus.PARTIAL_CONTENT_206);
    headers.put(HttpHeader.CONTENT_RANGE, range.toHeaderValue(file.size()));
    headers.put(HttpHeader.CONTENT_LENGTH, range.getLength());
    send(file, range.first(), range.getLength(), response, callback);
  }

  private void send(OpenFile file, long first, long count, Response response, Callback callback) {
    if (count == 0) {
      response.write(true, null, callback);
    } else {
      Content.copy(Content.Source.from(buffers, file.channel(), first, count), response, callback);
    }
  }

  private Optional<OpenFile> open(String rawPath) throws IOException {
    Optional<Path> name = nameOf(rawPath);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path realRoot = root.toRealPath();
      Path file = realRoot.resolve(name.get()).toRealPath();
      return file.startsWith(realRoot) && Files.isRegularFile(file)
          ? Optional.of(OpenFile.open(file))
          : Optional.empty();
    } catch (
        FileSystemException absent) { // Also a file where a directory is named, or a link loop.
      return Optional.empty();
    }
  }

  /** The relative path that a request asks for; empty if no file can have it or may show it. */
  static Optional<Path> nameOf(String rawPath) {
    List<String> segments = SEGMENTS.splitToList(rawPath);
    if (segments.get(segments.size() - 1).isEmpty()) {
      return Optional.empty(); // A directory.
    }
    try {
      Path name = Path.of("");
      for (String encoded : segments) {
        String segment = decode(encoded);
        if (segment.startsWith(".") || segment.contains("/")) {
          return Optional.empty();
        }
        name = name.resolve(segment);
      }
      return Optional.of(name);
    } catch (IllegalArgumentException e) { // A bad escape, or no name for this file system.
      return Optional.empty();
    }
  }

  /** Undoes percent escapes. URLDecoder is made for forms, where a plus sign means a space. */
  private static String decode(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
