package dev.pop.core.http;

import java.io.IOException;
import java.util.Set;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a file without taking its body.
 *
 * @param file what is asked for
 * @param get the request that would fetch it
 */
record Probe(RemoteFile file, Request get) {
  private static final int PARTIAL_CONTENT = 206;

  /** How servers refuse HEAD; of a file that they refuse as well, GET gets the same answer. */
  private static final Set<Integer> HEAD_REFUSED = Set.of(400, 403, 405, 501);

  /** Sends a request and waits for the answer's headers. */
  @FunctionalInterface
  interface Server {
    Response answer(Request request) throws IOException;
  }

  void ask(Server server) throws FetchException, IOException {
    try (Response response = server.answer(get.newBuilder().head().build())) {
      if (!HEAD_REFUSED.contains(response.code())) {
        check(response);
        return;
      }
    }
    Request firstByte = get.newBuilder().header("Range", "bytes=0-0").build();
    try (Response response = server.answer(firstByte)) {
      check(response);
    }
  }

  private void check(Response response) throws FetchException {
    String size;
    if (response.code() == PARTIAL_CONTENT) {
      size = afterSlash(response.header("Content-Range"));
    } else {
      FetchFailures.checkStatus(file, response.code());
      size = response.header("Content-Length");
    }
    if (size != null && size.matches("[0-9]{1,18}")) {
      BodyFile.checkSize(file, Long.parseLong(size), "the server announces");
    }
  }

  private static @Nullable String afterSlash(@Nullable String range) {
    return range == null ? null : range.substring(range.lastIndexOf('/') + 1);
  }
}
