package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.FetchException.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Credentials;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fetch says when it fails, and that it leaves nothing behind. */
@Timeout(60)
@ParameterizedClass
@EnumSource
class DownloaderFailureTest extends DownloaderFixture {
  @Test
  void fetch_redirectWithoutEnd_fails() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return redirect("/again");
          }
        });

    assertFailure(
        RemoteFile.upTo(archive("", server), "a", 100),
        Fault.STATUS,
        "the server redirects without end: a loop?");
  }

  @Test
  void fetch_announcedSizeThatIsWrong_isRefusedBeforeTheBody() {
    server.enqueue(answer(BODY).build());
    server.enqueue(answer(new byte[0]).build());

    assertFailure(
        sized(BODY.length + 1),
        Fault.WRONG_SIZE,
        "the server announces 13 bytes, the index lists 14");
    assertFailure(
        sized(BODY.length), Fault.WRONG_SIZE, "the server announces 0 bytes, the index lists 13");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "", "x", "9223372036854775808", "13, 14"})
  @Timeout(10) // a body of unknown length ends with the connection, which the server keeps
  void fetch_malformedLength_isRefusedAtOnce(String length) {
    server.enqueue(answer(BODY).setHeader("Content-Length", length).build());

    assertFailure(
        RemoteFile.upTo(archive("", server), "a", 100),
        Fault.UNREACHABLE,
        "the connection broke: its answer breaks the rules of HTTP");
  }

  @Test
  void fetch_unsizedBodyOfAnotherSize_isRefused() {
    server.enqueue(unsized(BODY, 5));
    server.enqueue(unsized(BODY, 5));

    assertFailure(sized(14), Fault.WRONG_SIZE, "the server sends 13 bytes, the index lists 14");
    assertFailure(
        sized(12), Fault.WRONG_SIZE, "the server sends at least 13 bytes, the index lists 12");
  }

  @Test
  void fetch_bodyWithoutEnd_isCutAtTheLargestSize() {
    server.enqueue(unsized(new byte[50_000_000], 1 << 20));

    FetchException e = failure(RemoteFile.upTo(archive("", server), "a", 1000));

    assertThat(e.fault()).isEqualTo(Fault.WRONG_SIZE);
    assertThat(e.reason())
        .isEqualTo("the server sends at least 65536 bytes, at most 1000 can be right");
  }

  @Test
  void fetch_lessThanAnnounced_fails() {
    server.enqueue(
        new MockResponse.Builder()
            .body(new Buffer().write(BODY))
            .setHeader("Content-Length", BODY.length + 5)
            .onResponseEnd(new SocketEffect.CloseSocket())
            .build());

    if (way == Way.HTTP2) { // whose frames say where the body ends
      assertFailure(
          sized(BODY.length + 5),
          Fault.WRONG_SIZE,
          "the server sends 13 bytes, the index lists 18");
    } else {
      assertFailure(
          sized(BODY.length + 5), Fault.BROKEN_OFF, "the connection broke: Premature end of");
    }
  }

  @Test
  void fetch_disconnectMidway_fails() {
    byte[] body = new byte[1_000_000];
    server.enqueue(answer(body).onResponseBody(new SocketEffect.CloseSocket()).build());

    FetchException e = failure(exactly("a", body));

    assertThat(e.fault()).isEqualTo(Fault.BROKEN_OFF);
    assertThat(e.reason()).startsWith("the connection broke: ");
  }

  @Test
  void fetch_disconnectBeforeTheAnswer_fails() {
    server.enqueue(answer(BODY).onResponseStart(new SocketEffect.CloseSocket()).build());

    assertThat(failure(exactly("a", BODY)).fault()).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void fetch_rightSizeAndWrongDigest_isRefused() throws Exception {
    byte[] changed = BODY.clone();
    changed[0] ^= 1;
    server.enqueue(answer(changed).build());

    FetchException e = failure(exactly("pool/a.deb", BODY));

    assertThat(e.fault()).isEqualTo(Fault.WRONG_DIGEST);
    assertThat(e.reason()).contains(sha256(changed).toString()).contains(sha256(BODY).hex());
    assertThat(e.url()).isEqualTo(scheme() + "://" + authority(server) + "/ubuntu/pool/a.deb");
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED, 401: the server asks for credentials",
    "403, FORBIDDEN, 403:",
    "404, MISSING, 404: not found",
    "410, MISSING, 410: not found",
    "416, STATUS, 416: the server does not give the file",
    "429, UNAVAILABLE, 429: too many requests",
    "500, UNAVAILABLE, 500: the server fails",
    "502, UNAVAILABLE, 502: the server fails",
    "204, STATUS, 204:",
    "206, UNAVAILABLE, 206: the server sends a part",
    "302, STATUS, 302:",
    "304, STATUS, the server answers 304 to a plain request"
  })
  void fetch_otherStatus_fails(int code, Fault fault, String reason) {
    server.enqueue(new MockResponse.Builder().code(code).build());

    assertFailure(RemoteFile.upTo(archive("", server), "a", 100), fault, reason);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void fetch_credentialsRefused_saysSoOnceAndDoesNotTryAgain() {
    server.enqueue(
        new MockResponse.Builder()
            .code(401)
            .addHeader("WWW-Authenticate", "Basic realm=\"APT mirror\"")
            .build());

    assertFailure(
        RemoteFile.upTo(archive(USER_INFO, server), "a", 100),
        Fault.UNAUTHORIZED,
        "401: the server refuses the credentials");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void fetch_connectionRefused_fails() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ArchiveUrl closed = ArchiveUrl.parse("http://" + USER_INFO + "127.0.0.1:" + port + "/ubuntu");

    assertFailure(
        RemoteFile.upTo(closed, "a", 100), Fault.UNREACHABLE, "no connection to 127.0.0.1:" + port);
  }

  @Test
  void fetch_plainServerBehindHttps_fails() throws Exception {
    Thread answering;
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      answering = new Thread(() -> answerInPlain(plain));
      answering.start();
      ArchiveUrl url =
          ArchiveUrl.parse(
              "https://"
                  + USER_INFO
                  + plain.getInetAddress().getHostAddress()
                  + ":"
                  + plain.getLocalPort()
                  + "/ubuntu");

      assertFailure(RemoteFile.upTo(url, "a", 100), Fault.UNREACHABLE, "TLS fails: ");
    }
    answering.join();
  }

  @Test
  void fetch_targetDirectoryMissing_isAFailureOfTheDisk() {
    server.enqueue(answer(BODY).build());

    assertThatIOException()
        .isThrownBy(() -> downloader.fetch(exactly("a", BODY), directory.resolve("none/file")))
        .withMessageContaining("none/file");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void fetch_targetIsADirectory_isAFailureOfTheDiskAndLeavesIt() throws Exception {
    Files.createDirectory(target);
    server.enqueue(answer(BODY).build());
    server.enqueue(answer(BODY).build());

    assertThatIOException().isThrownBy(() -> downloader.fetch(exactly("a", BODY), target));
    assertThat(target).isEmptyDirectory();

    Files.createFile(target.resolve("inside"));
    assertThatIOException().isThrownBy(() -> downloader.fetch(exactly("a", BODY), target));
    assertThat(target.resolve("inside")).exists();
  }

  @Test
  void fetch_targetThatCannotBeMade_isAFailureOfTheDisk() {
    server.enqueue(answer(BODY).build());

    assertThatIOException()
        .isThrownBy(() -> downloader.fetch(exactly("a", BODY), Path.of("/proc/self/pop-test")));
  }

  @Test
  void fetch_failureOverAnOlderFile_leavesNoFile() throws Exception {
    Files.writeString(target, "older");
    server.enqueue(new MockResponse.Builder().code(404).build());

    assertThat(failure(exactly("a", BODY)).fault()).isEqualTo(Fault.MISSING);
  }

  /** Every failure above that can carry credentials, looked at in all that a log would show. */
  @ParameterizedTest
  @ValueSource(ints = {200, 302, 401, 403, 404, 407, 429, 500, 0})
  void anyFailure_showsNoCredentials(int code) throws Exception {
    RemoteFile file =
        RemoteFile.exactly(archive(USER_INFO, server), "a", 7, sha256("another".getBytes(UTF_8)));
    if (code == 0) {
      server.enqueue(answer(BODY).onResponseStart(new SocketEffect.CloseSocket()).build());
    } else {
      server.enqueue(
          new MockResponse.Builder()
              .code(code)
              .addHeader("Location", "gopher://x")
              .chunkedBody("changed", 3)
              .build());
    }

    FetchException e = failure(file);

    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNotNull();
    assertThat(everything(e) + file + e.url() + e.reason())
        .contains(authority(server))
        .doesNotContain("C1tok")
        .doesNotContain("bearer")
        .doesNotContain(Credentials.basic("bearer", TOKEN).substring("Basic ".length()));
  }

  /** Answers every connection at once, for a TLS greeting may hold no line end to wait for. */
  private static void answerInPlain(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
      } catch (IOException e) {
        assertThat(e).isInstanceOf(SocketException.class); // hung up, or the test is over
      }
    }
  }

  private static String everything(Throwable failure) {
    java.io.StringWriter text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  private void assertFailure(RemoteFile file, Fault fault, String reason) {
    FetchException e = failure(file);

    assertThat(e.fault()).isEqualTo(fault);
    assertThat(e.reason()).startsWith(reason);
    assertThat(e).hasMessage(file.location() + ": " + e.reason());
  }
}
