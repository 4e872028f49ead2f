package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.http.FetchException.Kind;
import dev.pop.core.io.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Credentials;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DownloaderTest {
  private static final String TOKEN = "C1tok/en@:%";
  private static final String USER_INFO = "bearer:C1tok%2Fen%40%3A%25@";
  private static final byte[] BODY = "Package: apt\n".getBytes(UTF_8);

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private final MockWebServer other = new MockWebServer();
  private final Downloader downloader = Downloader.create(2, TransportOptions.DEFAULT);
  private Path target;

  @BeforeEach
  void start() throws Exception {
    server.start();
    other.start();
    target = directory.resolve("file");
  }

  @AfterEach
  void stop() {
    downloader.close();
    server.close();
    other.close();
  }

  @Test
  void fetch_wholeFile_isWrittenAndDescribed() throws Exception {
    server.enqueue(
        answer(BODY)
            .addHeader("ETag", "\"v1\"")
            .addHeader("Last-Modified", "Thu, 21 Apr 2022 17:16:08 GMT")
            .build());

    FetchedFile fetched = downloader.fetch(exactly("dists/jammy/Release", BODY), target);

    assertThat(target).hasBinaryContent(BODY);
    assertThat(fetched.size()).isEqualTo(BODY.length);
    assertThat(fetched.lastModified().orElseThrow()).isEqualTo("2022-04-21T17:16:08Z");
    assertThat(fetched.validators())
        .isEqualTo(
            new Validators(Optional.of("\"v1\""), Optional.of("Thu, 21 Apr 2022 17:16:08 GMT")));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine()).isEqualTo("GET /ubuntu/dists/jammy/Release HTTP/1.1");
    assertThat(request.getHeaders().get("User-Agent")).isEqualTo("pop");
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    assertThat(request.getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_overAnOlderFile_replacesItWhole() throws Exception {
    Files.writeString(target, "something longer than the new content");
    server.enqueue(answer(BODY).build());

    downloader.fetch(exactly("a", BODY), target);

    assertThat(target).hasBinaryContent(BODY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65535, 65536, 65537, 1_000_003})
  void fetch_anySize_isWhole(int size) throws Exception {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    server.enqueue(answer(body).build());
    server.enqueue(
        new MockResponse.Builder().chunkedBody(new Buffer().write(body), 10_007).build());

    assertThat(downloader.fetch(exactly("a", body), target).size()).isEqualTo(size);
    assertThat(target).hasBinaryContent(body);
    assertThat(downloader.fetch(exactly("a", body), target).size()).isEqualTo(size);
    assertThat(target).hasBinaryContent(body);
    assertThat(server.takeRequest().getConnectionIndex()).isZero();
    assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
    assertThat(downloader.requests()).isEqualTo(2);
  }

  @Test
  void fetch_credentials_areSentWithTheFirstRequest() throws Exception {
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(server.getRequestCount()).isEqualTo(1);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("bearer", TOKEN));
    assertThat(request.getRequestLine()).doesNotContain("C1tok");
  }

  @Test
  void fetch_redirectToAnotherPort_doesNotCarryTheCredentials() throws Exception {
    server.enqueue(redirect(other.url("/x").toString()));
    other.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(target).hasBinaryContent(BODY);
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNotNull();
    assertThat(other.takeRequest().getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_redirectToAnotherHostName_doesNotCarryTheCredentials() throws Exception {
    String name = server.getHostName().equals("127.0.0.1") ? "localhost" : "127.0.0.1";
    server.enqueue(redirect("http://" + name + ":" + server.getPort() + "/x"));
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNotNull();
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_redirectAwayAndBack_doesNotCarryTheCredentials() throws Exception {
    server.enqueue(redirect(other.url("/x").toString()));
    other.enqueue(redirect(server.url("/y").toString()));
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNotNull();
    assertThat(other.takeRequest().getHeaders().get("Authorization")).isNull();
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_redirectOnTheSameServer_carriesTheCredentials() throws Exception {
    server.enqueue(redirect("/elsewhere"));
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    server.takeRequest();
    RecordedRequest second = server.takeRequest();
    assertThat(second.getTarget()).isEqualTo("/elsewhere");
    assertThat(second.getHeaders().get("Authorization")).isNotNull();
  }

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
        Kind.STATUS,
        "the server redirects without end: a loop?");
  }

  @Test
  void fetch_gzipFile_arrivesAsItIs() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = Compression.GZIP.encode(packed)) {
      gzip.write(BODY);
    }
    byte[] body = packed.toByteArray();
    server.enqueue(answer(body).addHeader("Content-Encoding", "gzip").build());
    server.enqueue(answer(body).addHeader("Content-Type", "application/x-gzip").build());

    downloader.fetch(exactly("Packages.gz", body), target);
    assertThat(target).hasBinaryContent(body);
    downloader.fetch(exactly("Packages.gz", body), target);
    assertThat(target).hasBinaryContent(body);
  }

  @ParameterizedTest
  @CsvSource({
    "pool/g++_1.0~rc1.deb, /ubuntu/pool/g%2B%2B_1.0~rc1.deb",
    "pool/x_1%3a2.deb, /ubuntu/pool/x_1%253a2.deb",
    "pool/x_1:2.deb, /ubuntu/pool/x_1:2.deb",
    "pool/a b.deb, /ubuntu/pool/a%20b.deb",
    "pool/a?b#c.deb, /ubuntu/pool/a%3Fb%23c.deb",
    "pool/é.deb, /ubuntu/pool/%C3%A9.deb",
    "pool/%2e%2e/x, /ubuntu/pool/%252e%252e/x"
  })
  void fetch_path_isEncodedOnce(String path, String requested) throws Exception {
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive("", server), path, 100), target);

    assertThat(server.takeRequest().getTarget()).isEqualTo(requested);
  }

  @Test
  void fetch_baseThatIsEncoded_isNotEncodedAgain() throws Exception {
    server.enqueue(answer(BODY).build());
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(url("", server, "/a%20b/c~d"), "x", 100), target);
    downloader.fetch(RemoteFile.upTo(url("", server, ""), "dists/x", 100), target);

    assertThat(server.takeRequest().getTarget()).isEqualTo("/a%20b/c~d/x");
    assertThat(server.takeRequest().getTarget()).isEqualTo("/dists/x");
  }

  @Test
  void fetch_announcedSizeThatIsWrong_isRefusedBeforeTheBody() {
    server.enqueue(answer(BODY).build());
    server.enqueue(answer(new byte[0]).build());

    assertFailure(
        sized(BODY.length + 1),
        Kind.WRONG_SIZE,
        "the server announces 13 bytes, the index lists 14");
    assertFailure(
        sized(BODY.length), Kind.WRONG_SIZE, "the server announces 0 bytes, the index lists 13");
  }

  @Test
  void fetch_chunkedBodyOfAnotherSize_isRefused() {
    server.enqueue(chunked(BODY));
    server.enqueue(chunked(BODY));

    assertFailure(sized(14), Kind.WRONG_SIZE, "the server sends 13 bytes, the index lists 14");
    assertFailure(
        sized(12), Kind.WRONG_SIZE, "the server sends at least 13 bytes, the index lists 12");
  }

  @Test
  void fetch_bodyWithoutEnd_isCutAtTheLargestSize() {
    server.enqueue(chunked(new byte[50_000_000]));

    FetchException e = failure(RemoteFile.upTo(archive("", server), "a", 1000));

    assertThat(e.kind()).isEqualTo(Kind.WRONG_SIZE);
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

    assertFailure(
        sized(BODY.length + 5), Kind.UNREACHABLE, "the connection broke: unexpected end of stream");
  }

  @Test
  void fetch_disconnectMidway_fails() {
    byte[] body = new byte[1_000_000];
    server.enqueue(answer(body).onResponseBody(new SocketEffect.CloseSocket()).build());

    FetchException e = failure(exactly("a", body));

    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.reason()).startsWith("the connection broke: ");
  }

  @Test
  void fetch_disconnectBeforeTheAnswer_fails() {
    server.enqueue(answer(BODY).onResponseStart(new SocketEffect.CloseSocket()).build());

    assertThat(failure(exactly("a", BODY)).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void fetch_rightSizeAndWrongDigest_isRefused() throws Exception {
    byte[] changed = BODY.clone();
    changed[0] ^= 1;
    server.enqueue(answer(changed).build());

    FetchException e = failure(exactly("pool/a.deb", BODY));

    assertThat(e.kind()).isEqualTo(Kind.WRONG_DIGEST);
    assertThat(e.reason()).contains(sha256(changed).toString()).contains(sha256(BODY).hex());
    assertThat(e.url()).isEqualTo("http://" + authority(server) + "/ubuntu/pool/a.deb");
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED, 401: the server asks for credentials",
    "403, FORBIDDEN, 403:",
    "404, MISSING, 404: not found",
    "410, MISSING, 410: not found",
    "416, STATUS, 416: the server does not give the file",
    "429, STATUS, 429: too many requests",
    "500, STATUS, 500: the server fails",
    "502, STATUS, 502: the server fails",
    "204, STATUS, 204:",
    "206, STATUS, 206:",
    "302, STATUS, 302:",
    "304, STATUS, the server answers 304 to a plain request"
  })
  void fetch_otherStatus_fails(int code, Kind kind, String reason) {
    server.enqueue(new MockResponse.Builder().code(code).build());

    assertFailure(RemoteFile.upTo(archive("", server), "a", 100), kind, reason);
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
        Kind.UNAUTHORIZED,
        "401: the server refuses the credentials");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void fetchIfChanged_unchanged_isEmptyAndLeavesTheTarget() throws Exception {
    Files.writeString(target, "held");
    Validators known = new Validators(Optional.of("\"v1\""), Optional.of("a date"));
    server.enqueue(new MockResponse.Builder().code(304).build());

    assertThat(downloader.fetchIfChanged(sized(5), known, target)).isEmpty();

    assertThat(target).hasContent("held");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("If-None-Match")).isEqualTo("\"v1\"");
    assertThat(request.getHeaders().get("If-Modified-Since")).isEqualTo("a date");
  }

  @Test
  void fetchIfChanged_changed_isTheNewFile() throws Exception {
    server.enqueue(answer(BODY).build());
    Validators known = new Validators(Optional.of("\"v1\""), Optional.empty());

    assertThat(downloader.fetchIfChanged(exactly("a", BODY), known, target)).isPresent();
    assertThat(target).hasBinaryContent(BODY);
  }

  @Test
  void fetch_validatorsThatCannotBeStored_areDropped() throws Exception {
    server.enqueue(
        answer(BODY)
            .addHeaderLenient("ETag", "\"é\"")
            .addHeader("Last-Modified", "x".repeat(201))
            .build());

    FetchedFile fetched = downloader.fetch(exactly("a", BODY), target);

    assertThat(fetched.validators().isEmpty()).isTrue();
    assertThat(fetched.lastModified()).isEmpty();
  }

  @Test
  void fetch_connectionRefused_fails() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ArchiveUrl closed = ArchiveUrl.parse("http://" + USER_INFO + "127.0.0.1:" + port + "/ubuntu");

    assertFailure(
        RemoteFile.upTo(closed, "a", 100), Kind.UNREACHABLE, "no connection to 127.0.0.1:" + port);
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

      assertFailure(RemoteFile.upTo(url, "a", 100), Kind.UNREACHABLE, "TLS fails: ");
    }
    answering.join();
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

    assertThat(failure(exactly("a", BODY)).kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  void cancel_fromAnotherThread_endsAFetchThatWaitsForTheAnswer() throws Exception {
    server.enqueue(answer(BODY).onResponseStart(SocketEffect.Stall.INSTANCE).build());
    Future<?> running = inBackground(exactly("a", BODY));
    server.takeRequest();

    downloader.cancel();

    assertInterrupted(running);
  }

  @Test
  void cancel_fromAnotherThread_endsAFetchMidwayInTheBody() throws Exception {
    byte[] body = new byte[1_000_000];
    server.enqueue(answer(body).onResponseBody(SocketEffect.Stall.INSTANCE).build());
    Future<?> running = inBackground(exactly("a", body));
    while (!Files.exists(target)) {
      Thread.onSpinWait();
    }

    downloader.cancel();

    assertInterrupted(running);
  }

  @Test
  void cancel_refusesNewFetches() {
    downloader.cancel();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> downloader.fetch(exactly("a", BODY), target));
    assertThat(server.getRequestCount()).isZero();
    assertThat(downloader.requests()).isZero();
  }

  @Test
  void fetch_threadInterrupted_endsWithInterruptedException() throws Exception {
    CompletableFuture<Thread> client = new CompletableFuture<>();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            client.join().interrupt();
            return answer(new byte[5_000_000]).build();
          }
        });
    FutureTask<FetchedFile> task =
        new FutureTask<>(() -> downloader.fetch(sized(5_000_000), target));
    Thread thread = new Thread(task, "client");
    thread.start();
    client.complete(thread);

    assertInterrupted(task);
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

  private static String everything(Throwable failure) {
    java.io.StringWriter text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  private void assertFailure(RemoteFile file, Kind kind, String reason) {
    FetchException e = failure(file);

    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.reason()).startsWith(reason);
    assertThat(e).hasMessage(file.location() + ": " + e.reason());
  }

  /** The failure of a fetch, which leaves nothing behind. */
  private FetchException failure(RemoteFile file) {
    FetchException e =
        catchThrowableOfType(FetchException.class, () -> downloader.fetch(file, target));

    assertThat(e).isNotNull();
    assertThat(directory).isEmptyDirectory();
    return e;
  }

  private Future<FetchedFile> inBackground(RemoteFile file) {
    FutureTask<FetchedFile> task = new FutureTask<>(() -> downloader.fetch(file, target));
    new Thread(task, "fetch").start();
    return task;
  }

  private void assertInterrupted(Future<?> running) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> running.get(30, TimeUnit.SECONDS))
        .withCauseInstanceOf(InterruptedException.class);
    assertThat(directory).isEmptyDirectory();
  }

  private RemoteFile exactly(String path, byte[] body) {
    return RemoteFile.exactly(archive("", server), path, body.length, sha256(body));
  }

  private RemoteFile sized(long size) {
    return new RemoteFile(archive("", server), "a", size, size, Optional.empty());
  }

  private static ArchiveUrl archive(String userInfo, MockWebServer server) {
    return url(userInfo, server, "/ubuntu");
  }

  private static ArchiveUrl url(String userInfo, MockWebServer server, String path) {
    try {
      return ArchiveUrl.parse("http://" + userInfo + authority(server) + path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String authority(MockWebServer server) {
    return server.getHostName() + ":" + server.getPort();
  }

  private static MockResponse.Builder answer(byte[] body) {
    return new MockResponse.Builder().body(new Buffer().write(body));
  }

  private static MockResponse chunked(byte[] body) {
    return new MockResponse.Builder().chunkedBody(new Buffer().write(body), 1 << 20).build();
  }

  private static MockResponse redirect(String location) {
    return new MockResponse.Builder().code(302).addHeader("Location", location).build();
  }

  private static Checksum sha256(byte[] body) {
    MessageDigest digest = HashAlgorithm.SHA256.newDigest();
    return Checksum.of(HashAlgorithm.SHA256, digest.digest(body));
  }
}
