package dev.pop.mirror.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FileHandlerTest {
  private static final Instant MODIFIED = Instant.parse("2026-03-05T06:07:08.900Z");
  private static final String LAST_MODIFIED = "Thu, 05 Mar 2026 06:07:08 GMT";

  @TempDir Path directory;
  private Path root;
  private MirrorServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    root = Files.createDirectory(directory.resolve("mirror"));
    put("dists/jammy/InRelease", "Origin: Ubuntu");
    server = MirrorServer.start(root, "127.0.0.1", 0);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void get_file_bodyLengthAndValidators() throws Exception {
    HttpResponse<String> response = get("dists/jammy/InRelease");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("Origin: Ubuntu");
    assertThat(header(response, "Content-Length")).isEqualTo("14");
    assertThat(header(response, "Last-Modified")).isEqualTo(LAST_MODIFIED);
    assertThat(header(response, "ETag")).startsWith("\"").endsWith("\"");
    assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(response.headers().map()).doesNotContainKeys("server", "Server", "X-Powered-By");
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void get_emptyFile_emptyBody() throws Exception {
    put("empty", "");

    assertThat(get("empty").statusCode()).isEqualTo(200);
    assertThat(get("empty").body()).isEmpty();
  }

  @Test
  void get_largeFile_sameBytes() throws Exception {
    byte[] bytes = new byte[5_000_001];
    new Random(1).nextBytes(bytes);
    Files.write(root.resolve("large.deb"), bytes);

    HttpResponse<byte[]> response =
        client.send(request("large.deb").build(), BodyHandlers.ofByteArray());

    assertThat(response.body()).isEqualTo(bytes);
  }

  @Test
  void head_file_headersWithoutBody() throws Exception {
    HttpResponse<String> response =
        send(
            request("dists/jammy/InRelease")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Range", "bytes=0-1"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "Content-Length")).isEqualTo("14");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-5, Origin, bytes 0-5/14",
    "bytes=8-, Ubuntu, bytes 8-13/14",
    "bytes=8-99, Ubuntu, bytes 8-13/14",
    "bytes=-6, Ubuntu, bytes 8-13/14"
  })
  void get_range_thatPart(String range, String body, String contentRange) throws Exception {
    HttpResponse<String> response = send(request("dists/jammy/InRelease").header("Range", range));

    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.body()).isEqualTo(body);
    assertThat(header(response, "Content-Range")).isEqualTo(contentRange);
    assertThat(header(response, "Content-Length")).isEqualTo("6");
  }

  @Test
  void get_rangeBeyondTheEnd_refusedWithTheSize() throws Exception {
    HttpResponse<String> response =
        send(request("dists/jammy/InRelease").header("Range", "bytes=14-"));

    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */14");
  }

  @Test
  void get_severalRanges_wholeFile() throws Exception {
    HttpResponse<String> response =
        send(request("dists/jammy/InRelease").header("Range", "bytes=0-1,3-4"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("Origin: Ubuntu");
  }

  @Test
  void get_ifRangeOfThisVersion_part() throws Exception {
    String etag = header(get("dists/jammy/InRelease"), "ETag");

    assertThat(rangeIf(etag).statusCode()).isEqualTo(206);
    assertThat(rangeIf(LAST_MODIFIED).statusCode()).isEqualTo(206);
    assertThat(rangeIf(LAST_MODIFIED).body()).isEqualTo("Ubuntu");
  }

  @Test
  void get_ifRangeOfAnotherVersion_wholeFile() throws Exception {
    String etag = header(get("dists/jammy/InRelease"), "ETag");

    for (String other :
        new String[] {
          "W/" + etag,
          "\"other\"",
          "Thu, 05 Mar 2026 06:07:07 GMT",
          "Thu, 05 Mar 2026 06:07:09 GMT",
          "yesterday"
        }) {
      assertThat(rangeIf(other).statusCode()).as(other).isEqualTo(200);
      assertThat(rangeIf(other).body()).as(other).isEqualTo("Origin: Ubuntu");
    }
  }

  @Test
  void get_conditionSaysUnchanged_notModified() throws Exception {
    String etag = header(get("dists/jammy/InRelease"), "ETag");

    assertThat(getIf("If-None-Match", etag)).isEqualTo(304);
    assertThat(getIf("If-None-Match", "W/" + etag)).isEqualTo(304);
    assertThat(getIf("If-None-Match", "*")).isEqualTo(304);
    assertThat(getIf("If-None-Match", "\"other\", " + etag)).isEqualTo(304);
    assertThat(getIf("If-Modified-Since", LAST_MODIFIED)).isEqualTo(304);
    assertThat(getIf("If-Modified-Since", "Fri, 06 Mar 2026 00:00:00 GMT")).isEqualTo(304);
  }

  @Test
  void get_conditionSaysChanged_wholeFile() throws Exception {
    assertThat(getIf("If-None-Match", "\"other\"")).isEqualTo(200);
    assertThat(getIf("If-Modified-Since", "Thu, 05 Mar 2026 06:07:07 GMT")).isEqualTo(200);
  }

  @Test
  void get_conditionOnAnotherVersion_preconditionFailed() throws Exception {
    String etag = header(get("dists/jammy/InRelease"), "ETag");

    assertThat(getIf("If-Match", "\"other\"")).isEqualTo(412);
    assertThat(getIf("If-Match", "W/" + etag)).isEqualTo(412);
    assertThat(getIf("If-Match", etag)).isEqualTo(200);
    assertThat(getIf("If-Match", "*")).isEqualTo(200);
    assertThat(getIf("If-Unmodified-Since", "Thu, 05 Mar 2026 06:07:07 GMT")).isEqualTo(412);
    assertThat(getIf("If-Unmodified-Since", LAST_MODIFIED)).isEqualTo(200);
    assertThat(getIf("If-Unmodified-Since", "yesterday")).isEqualTo(200);
  }

  @Test
  void get_conditionThatIsNoDate_ignored() throws Exception {
    assertThat(getIf("If-Modified-Since", "yesterday")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"items=0-1", "0-1", "bytes 0-1"})
  void get_rangeInAnotherUnit_wholeFile(String range) throws Exception {
    HttpResponse<String> response = send(request("dists/jammy/InRelease").header("Range", range));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("Origin: Ubuntu");
  }

  @Test
  void get_fileReplacedByRename_newVersionAtOnce() throws Exception {
    HttpResponse<String> old = get("dists/jammy/InRelease");
    Path replacement = put("replacement", "Origin: Debian"); // As long and as old.
    Files.move(
        replacement,
        root.resolve("dists/jammy/InRelease"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(get("dists/jammy/InRelease").body()).isEqualTo("Origin: Debian");
    assertThat(getIf("If-None-Match", header(old, "ETag"))).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "pool/a%253a1.deb, pool/a%3a1.deb",
    "pool/lib%2B%2B_1%7e2.deb, pool/lib++_1~2.deb",
    "pool/lib++_1~2:3.deb, pool/lib++_1~2:3.deb",
    "pool/lib%3A_%5B1%5D.deb, pool/lib:_[1].deb",
    "pool/two%20words.deb, pool/two words.deb",
    "pool/semi%3Bcolon;x=y, pool/semi;colon;x=y",
    "pool/%C3%BC.deb, pool/\u00fc.deb",
    "//pool///doubled.deb, pool/doubled.deb"
  })
  void get_unusualName_found(String encoded, String name) throws Exception {
    put(name, name);

    HttpResponse<String> response = get(encoded);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dists",
        "dists/",
        "dists/jammy/InRelease/",
        "dists/jammy/InRelease/x",
        "absent",
        ".hidden",
        "%2Ehidden",
        ".pop/state.json",
        "visible/.part",
        "./dists/jammy/InRelease",
        "link-to-secret",
        "link-to-outside/secret",
        "loop"
      })
  void get_nothingToShow_notFound(String path) throws Exception {
    put(".hidden", "x");
    put(".pop/state.json", "x");
    put("visible/.part", "x");
    Files.writeString(directory.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link-to-secret"), directory.resolve("secret"));
    Files.createSymbolicLink(root.resolve("link-to-outside"), directory);
    Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));

    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("404 Not Found\n");
    assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.headers().firstValue("Server")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "dists/../../secret",
        "%2e%2e/secret",
        "..%2fsecret",
        "dists/%2e%2e/%2e%2e/secret",
        "..;/secret",
        "%252e%252e/secret",
        "x%00",
        "%ff%fe"
      })
  void get_wayOutOfTheRoot_refused(String path) throws Exception {
    Files.writeString(directory.resolve("secret"), "secret");

    String answer = raw("GET /" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 40").doesNotContain("secret", "Jetty", "Server:");
  }

  @Test
  void get_linkWithinTheRoot_followed() throws Exception {
    put("real/file", "linked");
    Files.createSymbolicLink(root.resolve("alias"), Path.of("real"));

    assertThat(get("alias/file").body()).isEqualTo("linked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethod_refused(String method) throws Exception {
    HttpResponse<String> response =
        send(
            request("dists/jammy/InRelease")
                .method(method, HttpRequest.BodyPublishers.ofString("x")));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).isEqualTo("405 Method Not Allowed\n");
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void malformedRequest_plainError() throws Exception {
    String answer = raw("GET / HTTP/1.1\r\nnonsense\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .endsWith("400 Bad Request\n")
        .doesNotContain("<", "Server:");
  }

  private Path put(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.baseUri() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private int getIf(String condition, String value) throws Exception {
    return send(request("dists/jammy/InRelease").header(condition, value)).statusCode();
  }

  private HttpResponse<String> rangeIf(String validator) throws Exception {
    return send(
        request("dists/jammy/InRelease").header("Range", "bytes=8-").header("If-Range", validator));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return send(request.build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  /** Sends what no proper client would, and returns all of the answer. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
