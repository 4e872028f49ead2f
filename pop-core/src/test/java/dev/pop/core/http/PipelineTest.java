package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are sent before the responses before them have come, over plain HTTP and TLS. */
@Timeout(60)
class PipelineTest {
  /** The first of a connection is asked for alone, the others together. */
  private static final List<String> FILES = List.of("first", "a", "b", "c", "d");

  private static final int TOGETHER = 4;

  private static final HeldCertificate CERTIFICATE =
      new HeldCertificate.Builder()
          .addSubjectAlternativeName(InetAddress.getLoopbackAddress().getHostAddress())
          .build();

  @TempDir Path directory;
  private final List<Server> servers = new ArrayList<>();
  private Downloader downloader;
  private final List<Integer> statuses = new ArrayList<>();

  /** How a server treats a connection whose first requests, up to a number, it has read. */
  @FunctionalInterface
  private interface Conduct {
    /** Returns the response to each of them; an empty one hangs up. */
    List<String> answers(List<String> paths, int connection);
  }

  /** Reads several requests before it answers the first. */
  private static final class Server implements AutoCloseable {
    private final ServerSocket socket;
    private final int together;
    private final Conduct conduct;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    Server(ServerSocketFactory sockets, int together, Conduct conduct) throws IOException {
      this.socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      this.together = together;
      this.conduct = conduct;
      new Thread(this::accept, "pipeline-server").start();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = socket.accept();
          open.add(client);
          int number = connections.incrementAndGet();
          new Thread(() -> serve(client, number), "pipeline-connection").start();
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }

    private void serve(Socket client, int number) {
      try (client) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        int next = 1;
        for (boolean first = true; ; first = false) {
          List<String> paths = new ArrayList<>();
          while (paths.size() < next) {
            String line = in.readLine();
            if (line == null) {
              return;
            }
            for (String more = in.readLine(); !more.isEmpty(); more = in.readLine()) {
              assertThat(more).contains(": ");
            }
            paths.add(line.substring(4, line.indexOf(" HTTP/")));
          }
          asked.addAll(paths);
          next = first && number == 1 ? together : 1;
          for (String answer :
              first && number == 1 ? List.of(ok(paths.get(0))) : conduct.answers(paths, number)) {
            if (answer.isEmpty()) {
              return;
            }
            client.getOutputStream().write(answer.replace("\n", "\r\n").getBytes(ISO_8859_1));
            client.getOutputStream().flush();
          }
        }
      } catch (IOException | NullPointerException e) {
        // the client has gone
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket client : open) {
        client.close();
      }
    }
  }

  @BeforeEach
  void start() {
    downloader =
        Downloader.create(
            2,
            TransportOptions.DEFAULT
                .withTls(new TlsOptions(true, List.of(CERTIFICATE.certificate()), Optional.empty()))
                .withRetry(new RetryPolicy(2, Duration.ZERO, Duration.ZERO, true)));
  }

  @AfterEach
  void stop() throws IOException {
    downloader.close();
    for (Server server : servers) {
      server.close();
    }
  }

  private ArchiveUrl serve(boolean tls, int together, Conduct conduct) throws IOException {
    ServerSocketFactory plain = ServerSocketFactory.getDefault();
    HandshakeCertificates certificates =
        new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
    Server server =
        new Server(
            tls ? certificates.sslContext().getServerSocketFactory() : plain, together, conduct);
    servers.add(server);
    return ArchiveUrl.parse(
        (tls ? "https" : "http") + "://127.0.0.1:" + server.socket.getLocalPort() + "/u");
  }

  private static String body(String path) {
    return "body of " + path.substring(path.length() - 1);
  }

  private static String ok(String path) {
    return "HTTP/1.1 200 OK\nContent-Length: " + body(path).length() + "\n\n" + body(path);
  }

  private static RemoteFile file(ArchiveUrl archive, String name) {
    byte[] bytes = body(name).getBytes(ISO_8859_1);
    return RemoteFile.exactly(archive, name, bytes.length, DownloaderFixture.sha256(bytes));
  }

  /** Fetches all files through a pipeline, and returns what came of each. */
  private List<String> fetchAll(ArchiveUrl archive) throws Exception {
    PartialFiles partials = PartialFiles.open(directory.resolve("partials"), Instant.EPOCH);
    Downloader told =
        downloader.tellingTo(
            new FetchListener() {
              @Override
              public void answered(int status) {
                statuses.add(status);
              }
            });
    List<String> fetched = new ArrayList<>();
    try (Pipeline pipeline = downloader.pipeline()) {
      for (String name : FILES) {
        pipeline.announce(file(archive, name), partials, name);
      }
      for (String name : FILES) {
        FetchException failure =
            catchThrowableOfType(
                FetchException.class,
                () ->
                    fetched.add(
                        Files.readString(
                            told.fetch(file(archive, name), partials, name, pipeline).file())));
        if (failure != null) {
          fetched.add(failure.reason());
        }
      }
    }
    return fetched;
  }

  private static List<String> bodies() {
    return FILES.stream().map(PipelineTest::body).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void announced_areAskedForTogetherAfterTheFirst(boolean tls) throws Exception {
    ArchiveUrl archive =
        serve(tls, TOGETHER, (paths, number) -> paths.stream().map(PipelineTest::ok).toList());

    assertThat(fetchAll(archive)).isEqualTo(bodies());
    assertThat(servers.get(0).asked).containsExactly("/u/first", "/u/a", "/u/b", "/u/c", "/u/d");
    assertThat(servers.get(0).connections).hasValue(1);
    assertThat(statuses).containsExactly(200, 200, 200, 200, 200);
  }

  /** The first connection misbehaves; every later one answers each request alone. */
  @ParameterizedTest
  @CsvSource({
    "hangs up, false", "hangs up, true",
    "hangs up after one, false", "hangs up after one, true",
    "wrong order, false", "wrong order, true",
    "old, false", "old, true",
    "closes, false", "closes, true",
    "redirects, false", "redirects, true",
    "busy, false", "busy, true",
    "no HTTP, false", "no HTTP, true"
  })
  void serverThatCannotTakeSeveral_getsOneAtATime_andNothingIsLost(String conduct, boolean tls)
      throws Exception {
    ArchiveUrl archive =
        serve(
            tls,
            TOGETHER,
            (paths, number) ->
                number > 1
                    ? paths.stream().map(PipelineTest::ok).toList()
                    : broken(conduct, paths));

    assertThat(fetchAll(archive)).isEqualTo(bodies());
    assertThat(servers.get(0).asked).hasSizeLessThanOrEqualTo(2 * FILES.size() + 1);
  }

  private static List<String> broken(String conduct, List<String> paths) {
    List<String> right = paths.stream().map(PipelineTest::ok).toList();
    return switch (conduct) {
      case "hangs up" -> List.of("");
      case "hangs up after one" -> List.of(right.get(0), "");
      case "wrong order" -> List.of(right.get(1), right.get(0), right.get(3), right.get(2));
      case "old" -> List.of(right.get(0).replace("HTTP/1.1", "HTTP/1.0"), "");
      case "closes" -> List.of(right.get(0).replace("\n\n", "\nConnection: close\n\n"), "");
      case "redirects" ->
          List.of(
              "HTTP/1.1 302 Found\nLocation: /elsewhere/a\nContent-Length: 0\n\n",
              right.get(1),
              right.get(2),
              right.get(3));
      case "busy" ->
          List.of(
              right.get(0), "HTTP/1.1 503 Busy\nContent-Length: 0\n\n", right.get(2), right.get(3));
      default -> List.of("SSH-2.0-OpenSSH_9.6\n");
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void missingFile_leavesTheConnectionForTheOthers(boolean tls) throws Exception {
    ArchiveUrl archive =
        serve(
            tls,
            TOGETHER,
            (paths, number) ->
                paths.stream()
                    .map(
                        path ->
                            path.endsWith("b")
                                ? "HTTP/1.1 404 Not Found\nContent-Length: 4\n\ngone"
                                : ok(path))
                    .toList());

    assertThat(fetchAll(archive))
        .containsExactly(body("first"), body("a"), "404: not found", body("c"), body("d"));
    assertThat(servers.get(0).connections).hasValue(1);
  }

  /** Each file is asked for once more, and its own failure is told. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusal_isThatOfEachFile(boolean tls) throws Exception {
    ArchiveUrl archive =
        serve(
            tls,
            TOGETHER,
            (paths, number) ->
                paths.stream()
                    .map(path -> "HTTP/1.1 401 Unauthorized\nContent-Length: 0\n\n")
                    .toList());

    List<String> fetched = fetchAll(archive);

    assertThat(fetched).hasSize(FILES.size());
    assertThat(fetched.subList(1, FILES.size())).allMatch(it -> it.startsWith("401: "));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileThatIsNotFetched_costsItsConnection_andTheOthersCome(boolean tls) throws Exception {
    ArchiveUrl archive =
        serve(tls, 1, (paths, number) -> paths.stream().map(PipelineTest::ok).toList());
    PartialFiles partials = PartialFiles.open(directory.resolve("partials"), Instant.EPOCH);
    try (Pipeline pipeline = downloader.pipeline()) {
      for (String name : FILES) {
        pipeline.announce(file(archive, name), partials, name);
      }
      for (String name : List.of("first", "a", "c", "d")) {
        Path fetched = downloader.fetch(file(archive, name), partials, name, pipeline).file();

        assertThat(fetched).hasContent(body(name));
      }
    }
  }
}
