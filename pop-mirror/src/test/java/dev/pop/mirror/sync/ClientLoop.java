package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.AptClient;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Nginx;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.sample.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Clients that update and download without a pause, through a web server, while upstream moves from
 * generation to generation and the mirror follows and cleans. Whoever makes the mirror runs again
 * whenever a client call has ended, and upstream moves on after a share of the calls.
 */
final class ClientLoop {
  /** Brings the mirror up to date. */
  interface Mirroring {
    void run() throws Exception;
  }

  /**
   * What became of a client's calls.
   *
   * @param straddled updates that read {@code InRelease} before a switch and an index by its name
   *     after it, so that the two did not fit; each was good when it was repeated at once
   * @param failures all others, in the words of apt
   */
  record Tally(int calls, int straddled, List<String> failures) {}

  private static final Pattern STRADDLED =
      Pattern.compile("Mirror sync in progress|Hash Sum mismatch");

  private final MirrorFixture world;
  private final Path root;
  private final int generations;
  private final int calls;
  private final AtomicBoolean finished = new AtomicBoolean();

  /**
   * @param root the archive in the mirror
   * @param generations how many upstream has, the first included
   * @param calls how many each client makes at least; it goes on until upstream has come to its end
   */
  ClientLoop(MirrorFixture world, Path root, int generations, int calls) {
    this.world = world;
    this.root = root;
    this.generations = generations;
    this.calls = calls;
  }

  /** Runs one client for each of these values of {@code Acquire::By-Hash}. */
  Map<String, Tally> run(Mirroring mirroring, String... byHash) throws Exception {
    mirroring.run();
    Semaphore ended = new Semaphore(0);
    ExecutorService threads = Executors.newFixedThreadPool(byHash.length);
    try (Nginx nginx = Nginx.serving(world.mirror(), world.directory().resolve("nginx"))) {
      String uri = nginx.url(world.mirror().relativize(root).toString());
      Map<String, Future<Tally>> clients = new LinkedHashMap<>();
      for (String value : byHash) {
        clients.put(value, threads.submit(client(uri, value, ended)));
      }
      moveThroughGenerations(mirroring, ended, calls * byHash.length / generations);
      Map<String, Tally> tallies = new LinkedHashMap<>();
      for (Map.Entry<String, Future<Tally>> client : clients.entrySet()) {
        tallies.put(client.getKey(), client.getValue().get());
      }
      return tallies;
    } finally {
      threads.shutdownNow();
    }
  }

  private void moveThroughGenerations(Mirroring mirroring, Semaphore ended, int callsOfEach)
      throws Exception {
    for (int generation = 1; generation <= generations; generation++) {
      moveTo(generation);
      mirroring.run();
      for (int seen = 0; seen < callsOfEach; seen += 1 + ended.drainPermits()) {
        assertThat(ended.tryAcquire(1, TimeUnit.MINUTES)).as("clients go on").isTrue();
        mirroring.run();
      }
    }
    finished.set(true);
  }

  private void moveTo(int generation) throws IOException {
    world.archive().suite("jammy").remove("main", "hello");
    world.archive().suite("jammy").add("main", deb("hello", generation + ".0"));
    world.archive().date(ArchiveBuilder.DEFAULT_DATE.plusSeconds(60L * generation)).write();
  }

  private Callable<Tally> client(String uri, String byHash, Semaphore ended) throws IOException {
    AptClient apt =
        AptClient.at(
                Files.createDirectories(world.directory().resolve("client-" + byHash)),
                MirrorFixture.KEY.publicKeyring())
            .sources(uri, "jammy main");
    return () -> {
      List<String> failures = new ArrayList<>();
      int call = 0;
      int straddled = 0;
      for (; call < calls || !finished.get(); call++) {
        try {
          List<String> failure = call % 2 == 0 ? update(apt, byHash) : download(apt);
          if (failure.stream().anyMatch(words -> STRADDLED.matcher(words).find())
              && update(apt, byHash).isEmpty()) {
            straddled++;
          } else {
            failures.addAll(failure);
          }
        } finally {
          ended.release();
        }
      }
      return new Tally(call, straddled, failures);
    };
  }

  private static List<String> update(AptClient apt, String byHash) throws Exception {
    return failure(apt.tryGet("update", "-o", "Acquire::By-Hash=" + byHash));
  }

  private static List<String> download(AptClient apt) throws Exception {
    List<String> failure = failure(apt.tryGet("download", "hello"));
    try (DirectoryStream<Path> debs = Files.newDirectoryStream(apt.home(), "hello_*.deb")) {
      for (Path deb : debs) {
        Files.delete(deb);
      }
    }
    return failure;
  }

  private static List<String> failure(Tool.Result result) {
    return result.exitCode() == 0 && !result.output().contains("W:")
        ? List.of()
        : List.of(result.output());
  }
}
