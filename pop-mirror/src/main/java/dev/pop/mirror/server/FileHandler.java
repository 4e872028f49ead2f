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
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Finds the file that a request names and lets Jetty answer conditions and ranges. Jetty's own
 * {@code ResourceHandler} is not used: it caches contents, ignores If-Range and has only weak
 * entity tags. Safe for use by several threads.
 */
final class FileHandler extends Handler.Abstract {
  private static final Splitter SEGMENTS = Splitter.on('/');
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path root;
  private final ByteBufferPool.Sized buffers;
  private final ResourceService answers = new ResourceService();

  FileHandler(Path root, ByteBufferPool pool) {
    this.root = root;
    this.buffers = new ByteBufferPool.Sized(pool, true, BUFFER_BYTES);
    answers.setEtags(true);
    addBean(answers);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    boolean head = HttpMethod.HEAD.is(request.getMethod());
    if (!head && !HttpMethod.GET.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    Optional<OpenFile> found = open(request.getHttpURI().getPath(), head);
    if (found.isEmpty()) {
      Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      return true;
    }
    OpenFile file = found.get();
    Request answerable =
        isRangeUsable(request.getHeaders(), file, head) ? request : withoutRange(request);
    answers.doGet(answerable, response, Callback.from(callback, file::close), file);
    return true;
  }

  private Optional<OpenFile> open(String rawPath, boolean head) throws IOException {
    Optional<Path> name = nameOf(rawPath);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path realRoot = root.toRealPath();
      Path file = realRoot.resolve(name.get()).toRealPath();
      return file.startsWith(realRoot) && Files.isRegularFile(file)
          ? Optional.of(OpenFile.open(file, buffers, head))
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

  /** Whether the Range header may be followed; without one this does not matter. */
  private static boolean isRangeUsable(HttpFields headers, OpenFile file, boolean head) {
    String range = headers.get(HttpHeader.RANGE);
    if (range == null) {
      return true;
    }
    boolean single = headers.getValuesList(HttpHeader.RANGE).size() == 1 && !range.contains(",");
    return !head && single && file.isStill(headers);
  }

  private static Request withoutRange(Request request) {
    HttpFields headers =
        HttpFields.build(request.getHeaders()).remove(HttpHeader.RANGE).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return headers;
      }
    };
  }
}
