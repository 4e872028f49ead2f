package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.ChildJvm;
import dev.pop.mirror.fixture.Generations;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.PublishedSuites;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.repository.MirrorList;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A mirror whose run is killed, and what must hold then. Its directory is its own. */
final class KilledRun implements Closeable {
  private final MirrorFixture world;
  private final boolean update;

  private KilledRun(MirrorFixture world, boolean update) {
    this.world = world;
    this.update = update;
  }

  /**
   * A world before the run that is going to be killed.
   *
   * @param archive of two generations
   * @param update whether the first of them is mirrored already
   */
  static KilledRun in(Path home, Generations archive, boolean update) throws Exception {
    KilledRun run = new KilledRun(MirrorFixture.in(home), update);
    run.world.upstream().serve(archive.served(1));
    if (update) {
      run.world.completes(run.list());
      run.world.upstream().serve(archive.served(2));
    }
    Files.writeString(run.listFile(), run.text());
    return run;
  }

  private Path listFile() {
    return world.directory().resolve("mirror.list");
  }

  private String text() {
    return world.listText("deb URL jammy main", "deb URL jammy-security main", "clean URL");
  }

  MirrorList list() throws Exception {
    return MirrorList.parse(text(), "mirror.list");
  }

  /**
   * Runs it in a process that is killed, and then once more.
   *
   * @param wrapper what the process is started by, if anything
   * @param event which event is fatal; 0 for none
   */
  void killedAndRecovers(List<String> wrapper, int event) throws Exception {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(ChildJvm.command(KilledMirror.class, listFile(), event));
    Tool.Result killed = Tool.in(world.directory()).run(command);

    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(KilledMirror.KILLED);
    assertThat(PublishedSuites.faults(world.root())).isEmpty();
    assertThat(PublishedSuites.count(world.root())).isGreaterThanOrEqualTo(update ? 2 : 0);
    recovers();
  }

  private void recovers() throws Exception {
    List<String> there =
        world.tree().only("pool/.*").paths().stream().map(path -> "ubuntu/" + path).toList();
    world.upstream().clear();

    world.completes(list());

    assertThatMirror(world).isSound(list());
    assertThat(PublishedSuites.faults(world.root())).isEmpty();
    assertThat(PublishedSuites.count(world.root())).isEqualTo(2);
    assertThat(world.upstream().paths()).as("asked for again").noneMatch(there::contains);
    assertThat(Tree.of(world.base()).paths())
        .as("left lying about")
        .noneMatch(path -> path.contains("/.pop") || path.endsWith("new"));
  }

  @Override
  public void close() {
    world.close();
  }
}
