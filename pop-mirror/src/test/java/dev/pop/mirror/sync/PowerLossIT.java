package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.ChildJvm;
import dev.pop.mirror.fixture.Generations;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order of the calls that a power cut is about, as strace saw them: what a generation needs is
 * written and made durable before it takes its place, and it is remembered after.
 */
@Timeout(120)
class PowerLossIT {
  private static final Pattern CALL = Pattern.compile("\\d+ +(\\w+)\\(.*");

  @TempDir Path directory;
  private Generations archive;
  private MirrorFixture world;
  private Path listFile;

  @BeforeEach
  void writeArchive() throws Exception {
    archive = Generations.write(directory.resolve("archive"), 2);
    world = MirrorFixture.in(directory.resolve("world"));
    listFile = directory.resolve("mirror.list");
    Files.writeString(
        listFile, world.listText("deb URL jammy main", "deb URL jammy-security main"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void firstSync_syncedBeforeRenamed() throws Exception {
    world.upstream().serve(archive.served(1));
    List<String> calls = traceRun();

    assertOrder(calls, it -> isRename(it) && it.matches(".*/\\.pop/[0-9]+\".*/dists/[a-z-]+\".*"));
  }

  @Test
  void update_syncedBeforeExchanged() throws Exception {
    world.upstream().serve(archive.served(1));
    world.completes(MirrorList.read(listFile));
    world.upstream().serve(archive.served(2));
    List<String> calls = traceRun();

    assertOrder(calls, it -> isRename(it) && it.contains("RENAME_EXCHANGE"));
  }

  private static void assertOrder(List<String> calls, Predicate<String> isSwitch) {
    int sync = only(calls, it -> it.contains(" syncfs("));
    List<Integer> switches = all(calls, isSwitch);
    List<Integer> manifests = all(calls, it -> isRename(it) && it.contains(".manifest\""));
    List<Integer> content =
        all(calls, it -> touchesContent(it) && !isSwitch.test(it) && !it.contains("unlink"));

    assertThat(content).isNotEmpty().allMatch(call -> call < sync);
    assertThat(switches).hasSize(2).allMatch(call -> call > sync);
    assertThat(manifests).hasSize(2);
    assertThat(manifests.get(0)).isBetween(switches.get(0), switches.get(1));
    assertThat(manifests.get(1)).isGreaterThan(switches.get(1));
    for (int manifest : manifests) {
      assertThat(calls.subList(0, manifest).stream().filter(it -> it.contains(" fsync(")))
          .as("a manifest is durable before it is renamed")
          .last()
          .asString()
          .contains(".manifest.");
    }
  }

  /** What a generation is made of is written, linked or renamed. */
  private static boolean touchesContent(String call) {
    boolean writes = call.contains(" write(") || call.contains(" pwrite64(");
    boolean links = call.contains(" link(") || call.contains(" linkat(") || isRename(call);
    boolean content = call.contains("/spool/mirror/") || call.contains("/spool/skel/");
    return (writes || links) && content;
  }

  private static boolean isRename(String call) {
    return call.contains(" rename(") || call.contains(" renameat");
  }

  private static int only(List<String> calls, Predicate<String> kind) {
    List<Integer> found = all(calls, kind);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<Integer> all(List<String> calls, Predicate<String> kind) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      if (kind.test(calls.get(i))) {
        found.add(i);
      }
    }
    return found;
  }

  /** The calls of a run that succeeded, in their order. */
  private List<String> traceRun() throws Exception {
    Path trace = directory.resolve("trace");
    List<String> command =
        new ArrayList<>(
            List.of(
                "strace",
                "-f",
                "-y",
                "-s0",
                "-e",
                "trace=write,pwrite64,link,linkat,rename,renameat,renameat2,fsync,fdatasync,syncfs",
                "-o",
                trace.toString()));
    command.addAll(ChildJvm.command(KilledMirror.class, listFile, 0));
    Tool.Result result = Tool.in(directory).run(command);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return Files.readAllLines(trace).stream().filter(line -> CALL.matcher(line).matches()).toList();
  }
}
