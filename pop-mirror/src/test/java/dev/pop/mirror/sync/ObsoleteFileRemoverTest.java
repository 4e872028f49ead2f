package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.report.CleanupReport;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes between the look at a mirror and the removal. */
class ObsoleteFileRemoverTest {
  private static final ObsoleteFiles SURPLUS =
      new ObsoleteFiles(
          List.of("a.example/u/pool/old.deb"), List.of("a.example/u/pool"), 3, List.of());

  @TempDir Path directory;
  private Path mirror;
  private Path pool;
  private ObsoleteFileRemover removal;

  @BeforeEach
  void makeMirror() throws Exception {
    mirror = Files.createDirectory(directory.toRealPath().resolve("mirror"));
    pool = mirror.resolve("a.example/u/pool");
    Files.createDirectories(pool);
    Files.writeString(pool.resolve("old.deb"), "old");
    MirrorList list = MirrorList.parse("deb http://a.example/u jammy main\n", "mirror.list");
    removal = new ObsoleteFileRemover(list, mirror, MirrorEvents.NONE);
  }

  @Test
  void nothingChanged_fileAndDirectoryGo() throws Exception {
    CleanupReport report = removal.of(SURPLUS);

    assertThat(report.failures()).isEmpty();
    assertThat(pool).doesNotExist();
    assertThat(pool.resolveSibling("")).exists();
  }

  @Test
  void linkInPlaceOfTheDirectory_isNotFollowed() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(pool, elsewhere);
    Files.createSymbolicLink(pool, elsewhere);

    CleanupReport report = removal.of(SURPLUS);

    assertThat(elsewhere.resolve("old.deb")).hasContent("old");
    assertThat(pool).isSymbolicLink();
    assertThat(report.failures())
        .extracting(Failure::reason)
        .hasSize(2)
        .allMatch(reason -> reason.endsWith("is reached through a symbolic link"));
  }

  @Test
  void linkFurtherUp_isNotFollowed() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(mirror.resolve("a.example"), elsewhere);
    Files.createSymbolicLink(mirror.resolve("a.example"), elsewhere);

    removal.of(SURPLUS);

    assertThat(elsewhere.resolve("u/pool/old.deb")).hasContent("old");
  }

  @Test
  void goneMeanwhile_isNoFailure() throws Exception {
    Files.delete(pool.resolve("old.deb"));
    Files.delete(pool);

    assertThat(removal.of(SURPLUS).failures()).isEmpty();
  }
}
