package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.HandmadeArchive;
import dev.pop.mirror.fixture.MirrorFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrustCommandTest {
  @TempDir Path directory;

  @Test
  void trust_refusedSuite_isPublishedByTheNextSync() throws Exception {
    try (MirrorFixture world = MirrorFixture.in(directory)) {
      HandmadeArchive archive = HandmadeArchive.at(world.archive().root());
      Path list = directory.resolve("mirror.list");
      Files.writeString(list, world.listText("deb URL jammy main"));
      String[] sync = {"sync", "--no-progress", "--mirror-list", list.toString()};
      archive.suite("jammy");
      Outcome.of(sync).exits(ExitCode.DONE);
      archive.fields("Origin: new").suite("jammy");
      Outcome refused = Outcome.of(sync).exits(ExitCode.FAILED);
      assertThat(refused.err())
          .contains("pop trust " + world.url() + " jammy --accept-release-info");

      Outcome.of(
              "trust",
              world.url() + "/",
              "jammy",
              "--accept-release-info",
              "--mirror-list",
              list.toString())
          .exits(ExitCode.DONE);

      Outcome.of(sync).exits(ExitCode.DONE);
      assertThat(
              Outcome.of(
                      "trust",
                      world.url(),
                      "noble",
                      "--accept-release-info",
                      "--mirror-list",
                      list.toString())
                  .exits(ExitCode.USAGE)
                  .err())
          .contains("has no suite noble");
    }
  }
}
