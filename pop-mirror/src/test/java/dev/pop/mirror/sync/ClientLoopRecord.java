package dev.pop.mirror.sync;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The numbers of docs/guarantees.md, which are measured and not demanded. It runs when it is asked
 * for by its name.
 */
class ClientLoopRecord {
  private static final int GENERATIONS = Integer.getInteger("generations", 20);
  private static final int CALLS = Integer.getInteger("calls", 100);

  @TempDir Path directory;

  @Test
  void ours() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      MirrorList list =
          world.list(
              "set keep_generations 3",
              "set _autoclean 1",
              "deb [arch=amd64,src] URL jammy main",
              "clean URL");
      ClientLoop loop = new ClientLoop(world, world.root(), GENERATIONS, CALLS);
      print("pop", loop.run(() -> world.completes(list), "force", "no"));
    }
  }

  /** As it finds no indices on a host with a port, the fixture's server stands in as its proxy. */
  @Test
  void perl() throws Exception {
    try (MirrorFixture world = MirrorFixture.withJammy(directory)) {
      String url = "http://archive.pop.invalid/ubuntu";
      Path list = directory.resolve("mirror.list");
      Files.writeString(
          list,
          world.listText(
                  "deb " + url + " jammy main",
                  "deb-src " + url + " jammy main",
                  "clean " + url,
                  "set _autoclean 1")
              + "set run_postmirror 0\nset use_proxy on\nset http_proxy "
              + world.upstream().url("/")
              + "\n");
      for (Path made : List.of(world.mirror(), world.skeleton(), world.var())) {
        Files.createDirectories(made);
      }
      Path root = world.mirror().resolve("archive.pop.invalid/ubuntu");
      Tool perl = Tool.in(directory);
      ClientLoop loop = new ClientLoop(world, root, GENERATIONS, CALLS);
      print(
          "apt-mirror",
          loop.run(() -> perl.run(List.of("/usr/bin/apt-mirror", list.toString())), "yes", "no"));
    }
  }

  private static void print(String program, Map<String, ClientLoop.Tally> clients) {
    clients.forEach(
        (byHash, client) -> {
          System.out.printf(
              "%s, By-Hash=%s, %d generations, %d calls: %d straddled a switch, %d failed otherwise%n",
              program,
              byHash,
              GENERATIONS,
              client.calls(),
              client.straddled(),
              client.failures().size());
          client.failures().stream()
              .flatMap(String::lines)
              .filter(line -> line.startsWith("E:") || line.startsWith("W:"))
              .map(line -> line.replaceAll("[0-9a-f.:]{8,}[^ ]*|[0-9]+", "N"))
              .distinct()
              .limit(8)
              .forEach(System.out::println);
        });
  }
}
