package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Suite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorStateTest {
  private final StoreFixture mirror;
  private final MirrorState state;

  MirrorStateTest(@TempDir Path directory) throws Exception {
    mirror = StoreFixture.in(directory);
    state = new MirrorState(mirror.list().settings());
  }

  @BeforeEach
  void rememberTwoRuns() throws Exception {
    mirror.remember(StoreFixture.table("a", "b", "shared"));
    new UnpublishedFiles(mirror.unpublished())
        .write(StoreFixture.table("shared", "next"), IntStream.range(0, 2));
  }

  private List<String> known() throws Exception {
    return paths(state.knownFiles(mirror.repository()));
  }

  private Optional<NeededFiles> needed() throws Exception {
    return state.neededFiles(mirror.repository(), StoreFixture.PUBLISHED);
  }

  private static List<String> paths(FileTable table) {
    return IntStream.range(0, table.count()).mapToObj(table::path).toList();
  }

  private Optional<SuiteManifest> upToDate() throws Exception {
    return state.upToDate(mirror.repository(), mirror.suite());
  }

  private void forget(String path) throws Exception {
    state.forget(mirror.repository(), mirror.suite(), path::equals);
  }

  @Test
  void knownFiles_areThePublishedAndTheUnpublished() throws Exception {
    assertThat(known()).containsExactly("a", "b", "shared", "next");
    assertThat(needed().map(needed -> paths(needed.present())))
        .contains(List.of("a", "b", "shared", "next"));
  }

  @Test
  void knownFiles_ofASuiteThatWasNeverPublished_areNone() throws Exception {
    Files.delete(mirror.manifest());
    Files.delete(mirror.unpublished());

    assertThat(known()).isEmpty();
    assertThat(needed()).isEmpty();
    assertThat(upToDate()).isEmpty();
  }

  @Test
  void knownFiles_ofADamagedMemory_areAtMostWhatItStillNames() throws Exception {
    Files.write(mirror.manifest(), "Format: 1\nSelection: \u00e4\n".getBytes(ISO_8859_1));
    Files.writeString(mirror.unpublished(), "damaged\n");

    assertThat(known()).isEmpty();
    assertThat(needed()).isEmpty();
    assertThat(upToDate()).isEmpty();
  }

  @Test
  void upToDate_holdsForTheSameSelectionAndAnUntouchedRelease() throws Exception {
    assertThat(upToDate()).map(SuiteManifest::fileCount).contains(3L);
    Suite other =
        MirrorList.parse("deb [arch=arm64] http://a.example/u jammy main", "test").suites().get(0);
    assertThat(state.upToDate(mirror.repository(), other)).isEmpty();

    Path release = mirror.layout().root(mirror.repository()).resolve("dists/jammy/InRelease");
    Files.writeString(release, "another");
    assertThat(upToDate()).isEmpty();
  }

  @Test
  void forget_fileOfEveryMemory_isForgottenEverywhere() throws Exception {
    forget("shared");

    assertThat(known()).containsExactly("a", "b", "next");
    assertThat(upToDate()).isEmpty();
    assertThat(state.manifest(mirror.repository(), mirror.suite()))
        .hasValueSatisfying(
            manifest -> {
              assertThat(manifest.complete()).isFalse();
              assertThat(manifest.fileCount()).isEqualTo(2);
              assertThat(manifest.byteCount()).isEqualTo(2);
              assertThat(manifest.published())
                  .isEqualTo(StoreFixture.PUBLISHED.truncatedTo(ChronoUnit.SECONDS));
            });
    assertThat(needed()).isPresent();
  }

  @Test
  void forget_fileOfOneMemory_leavesTheOther() throws Exception {
    forget("next");

    assertThat(known()).containsExactly("a", "b", "shared");
  }

  @Test
  void forget_withoutMemory_makesNone() throws Exception {
    Files.delete(mirror.manifest());
    Files.delete(mirror.unpublished());

    forget("a");

    assertThat(mirror.manifest()).doesNotExist();
    assertThat(mirror.unpublished()).doesNotExist();
  }

  @Test
  void forget_damagedMemory_isForgottenWhole() throws Exception {
    Files.writeString(mirror.manifest(), Files.readString(mirror.manifest()) + "damaged\n");
    Files.writeString(mirror.unpublished(), "damaged\n");

    forget("a");

    assertThat(known()).isEmpty();
    assertThat(upToDate()).isEmpty();
  }
}
