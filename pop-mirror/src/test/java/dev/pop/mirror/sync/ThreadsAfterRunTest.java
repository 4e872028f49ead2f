package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.ChildJvm;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which threads an operation leaves behind in the program that called it. */
@Timeout(120)
class ThreadsAfterRunTest {
  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.useTls();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** The process ends by itself, for which no thread may be left that is not a daemon. */
  @ParameterizedTest
  @ValueSource(strings = {"sync", "probe", "estimate"})
  void call_overHttp2_leavesNoThreadAtWork(String operation) throws Exception {
    Path list =
        Files.writeString(
            directory.resolve("mirror.list"), world.listText("set http2 on", "deb URL jammy main"));

    Tool.Result done =
        Tool.in(directory).run(ChildJvm.command(ThreadsAfterRun.class, operation, list));

    assertThat(done.exitCode()).as(done.output()).isZero();
    assertThat(done.output().lines())
        .noneMatch(line -> line.startsWith("user: "))
        .filteredOn(line -> line.startsWith("daemon: OkHttp") || line.startsWith("daemon: pop-"))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" ends"));
  }
}
