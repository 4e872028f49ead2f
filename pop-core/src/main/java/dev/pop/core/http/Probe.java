package dev.pop.core.http;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a file without taking its body.
 *
 * @param file what is asked for
 * @param get the request that would fetch it
 */
record Probe(RemoteFile file, ArchiveRequest get) {
  private static final int PARTIAL_CONTENT = 206;

  /** How servers refuse HEAD; of a file that they refuse as well, GET gets the same answer. */
  private static final Set<Integer> HEAD_REFUSED = Set.of(400, 403, 405, 501);

  /** Sends a request and waits for the response's headers. */
  @FunctionalInterface
  interface Server {
    HttpResponse execute(ArchiveRequest request) throws IOException;
  }

  void execute(Server server) throws FetchException, IOException {
    try (HttpResponse response = server.execute(get.head())) {
      if (!HEAD_REFUSED.contains(response.status())) {
        check(response);
        return;
      }
    }
    ArchiveRequest firstByte = get.with("Range", "bytes=0-0");
    try (HttpResponse response = server.execute(firstByte)) {
      check(response);
    }
  }

  private void check(HttpResponse response) throws FetchException {
    String size;
    if (response.status() == PARTIAL_CONTENT) {
      size = afterSlash(response.header("Content-Range"));
    } else {
      FetchFailures.checkStatus(file, response.status());
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
