package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.FetchException.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers do with connections, and with the rules of HTTP. */
@Timeout(60)
class HttpCoreTransportTest {
  private static final String HELLO = "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello";

  @TempDir Path directory;

  private final Downloader downloader = Downloader.create(2, TransportOptions.DEFAULT);
  private RawServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RawServer(InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    downloader.close();
    server.close();
  }

  private String fetch() throws Exception {
    ArchiveUrl archive = ArchiveUrl.parse("http://127.0.0.1:" + server.port() + "/ubuntu");
    Path target = directory.resolve("file");
    downloader.fetch(RemoteFile.upTo(archive, "a", 100), target);
    return Files.readString(target);
  }

  private FetchException failure() {
    return catchThrowableOfType(FetchException.class, this::fetch);
  }

  @Test
  void answerWithItsLength_leavesTheConnectionForTheNext() throws Exception {
    server.then(HELLO).then(HELLO);

    assertThat(List.of(fetch(), fetch())).containsOnly("hello");
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void request_isOfTheFormThatServersExpect() throws Exception {
    server.then(HELLO);

    fetch();

    assertThat(server.requests().get(0))
        .containsExactly(
            "GET /ubuntu/a HTTP/1.1",
            "Host: 127.0.0.1:" + server.port(),
            "User-Agent: pop",
            "Accept-Encoding: identity");
  }

  @Test
  void smallPageOfARefusal_leavesTheConnectionForTheNext() throws Exception {
    server.then("HTTP/1.1 404 Not Found\nContent-Length: 9\n\nnot here\n").then(HELLO);

    assertThat(failure().fault()).isEqualTo(Fault.MISSING);
    assertThat(fetch()).isEqualTo("hello");
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void pageOfARefusalThatDoesNotCome_isNotWaitedFor() throws Exception {
    server.then("HTTP/1.1 404 Not Found\nContent-Length: 9\n\n").then(HELLO);

    assertThat(failure().fault()).isEqualTo(Fault.MISSING);
    assertThat(fetch()).isEqualTo("hello");
    assertThat(server.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\nConnection: close\nContent-Length: 5\n\nhello",
        "HTTP/1.0 200 OK\nContent-Length: 5\n\nhello"
      })
  void serverThatSaysItCloses_isAskedOverANewConnection(String last) throws Exception {
    server.then(last).then(HELLO);

    assertThat(List.of(fetch(), fetch())).containsOnly("hello");
    assertThat(server.connections()).isEqualTo(2);
  }

  /** As a server does that was restarted, or has waited long enough. */
  @Test
  void serverThatHungUpBetweenTwoRequests_isAskedAgain() throws Exception {
    server.then(HELLO).then(RawServer.HANG_UP).then(HELLO);

    assertThat(List.of(fetch(), fetch())).containsOnly("hello");
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void serverThatHangsUpOnANewConnection_isAskedOnce() {
    server.then(RawServer.HANG_UP).then(HELLO);

    assertThat(failure().fault()).isEqualTo(Fault.UNREACHABLE);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void bodyInPieces_isPutTogether() throws Exception {
    server
        .then("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2;x=y\nhe\n3\nllo\n0\nTrailer: x\n\n")
        .then(HELLO);

    assertThat(List.of(fetch(), fetch())).containsOnly("hello");
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void answersBeforeTheAnswer_arePassedOver() throws Exception {
    server.then("HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </b>\n\n" + HELLO);

    assertThat(fetch()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\n",
        "HTTP/1.1 OK\n\n",
        "HTTP/9.1 200 OK\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\nhello",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n\u001b[2J\nhello"
      })
  void answerThatIsNoHttp_isAFailureThatRepeatsNothingOfIt(String answer) {
    server.then(answer);

    FetchException e = failure();

    assertThat(e.fault()).isIn(Fault.UNREACHABLE, Fault.BROKEN_OFF, Fault.WRONG_SIZE);
    assertThat(e.getMessage()).doesNotContain("\u001b", "SSH-2.0", "HTTP/9.1");
  }

  @Test
  void headerWithoutEnd_isCut() {
    server.then("HTTP/1.1 200 OK\n" + "X-Line: 1\n".repeat(100_000) + "\n");

    assertThat(failure().fault()).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void lineWithoutEnd_isCut() {
    server.then("HTTP/1.1 200 OK\nX-Line: " + "1".repeat(1_000_000) + "\n\n");

    assertThat(failure().fault()).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void answersBeforeTheAnswerWithoutEnd_areCut() {
    server.then("HTTP/1.1 100 Continue\n\n".repeat(10_000));

    assertThat(failure().fault()).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void addressInBrackets_isAskedByThatName() throws Exception {
    Origin origin = Origin.of(ArchiveUrl.parse("http://[::1]:8080/ubuntu"));

    assertThat(origin).isEqualTo(new Origin(false, "::1", 8080));
    assertThat(origin.field()).isEqualTo("[::1]:8080");
  }

  @Test
  void redirect_keepsTheQuery() throws Exception {
    server.then("HTTP/1.1 302 Found\nLocation: b/c?d=%2B\nContent-Length: 0\n\n").then(HELLO);

    assertThat(fetch()).isEqualTo("hello");
    assertThat(server.requests().get(1)).startsWith("GET /ubuntu/b/c?d=%2B HTTP/1.1");
  }

  @Test
  void close_closesConnectionsThatWait() throws Exception {
    server.then(HELLO).then(HELLO);
    fetch();

    downloader.close();

    assertThat(fetch()).isEqualTo("hello");
    assertThat(server.connections()).isEqualTo(2);
  }
}
