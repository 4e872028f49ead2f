package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the Perl program left in {@code var_path} before this one took over. */
@Timeout(60)
class VarSecretsTest {
  private static final String URL = "https://bearer:MARKERsecret@esm.ubuntu.com/infra/ubuntu/a\n";

  @TempDir Path directory;
  private MirrorFixture world;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Path left(String name, String text) throws IOException {
    Path file = Files.createDirectories(world.var()).resolve(name);
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void sync_oldFilesWithCredentials_areClosedAndNamedOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      left("archive-urls." + i, "http://localhost/ubuntu/a\n" + URL);
    }
    Path log = left("release-log.0", "--2026-11-01-- " + URL);
    Path plain = left("index-urls.0", "http://localhost/ubuntu/a@b:c\n");
    Path other = left("notes.txt", URL);

    MirrorSync.of(world.jammy()).events(events).call();

    assertThat(events.lines("warning"))
        .containsExactly(
            "warning 6 old files of the Perl apt-mirror in "
                + world.var()
                + " held credentials that others could read: archive-urls.0, archive-urls.1,"
                + " archive-urls.2 and 3 more; the mode is 0600 now; delete them if apt-mirror no"
                + " longer runs here");
    assertThat(mode(log)).isEqualTo("rw-------");
    assertThat(mode(world.var().resolve("archive-urls.4"))).isEqualTo("rw-------");
    assertThat(mode(plain)).isEqualTo("rw-r--r--");
    assertThat(mode(other)).isEqualTo("rw-r--r--");

    RecordedEvents again = new RecordedEvents();
    MirrorSync.of(world.jammy()).events(again).call();

    assertThat(again.lines("warning")).isEmpty();
  }

  @Test
  void sync_linkInPlaceOfAnOldFile_isNotFollowed() throws Exception {
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), URL);
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-r--r--"));
    Files.createDirectories(world.var());
    Files.createSymbolicLink(world.var().resolve("archive-urls.0"), elsewhere);

    MirrorSync.of(world.jammy()).events(events).call();

    assertThat(mode(elsewhere)).isEqualTo("rw-r--r--");
    assertThat(events.lines("warning")).isEmpty();
  }
}
