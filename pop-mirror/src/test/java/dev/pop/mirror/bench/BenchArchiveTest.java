package dev.pop.mirror.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sync.MirrorSync;
import dev.pop.mirror.sync.MirrorVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchArchiveTest {
  private static final BenchScale TINY = BenchScale.of(40, 40 * 700);

  @TempDir private Path directory;

  private MirrorList list(Path archive) throws Exception {
    return MirrorList.parse(
        String.join(
            "\n",
            "set base_path " + directory.resolve("spool"),
            "set nthreads 4",
            "set run_postmirror 0",
            "deb [arch=amd64,arm64,src] file:%s %s main universe"
                .formatted(archive, String.join(",", BenchArchive.SUITES))),
        "mirror.list");
  }

  /** Where the served archive lies: both days in turn, as a server would give them out. */
  private Path served() {
    return directory.resolve("served");
  }

  private void serve(Path archive) throws IOException {
    Files.deleteIfExists(served());
    Files.createSymbolicLink(served(), archive);
  }

  private SyncReport completes(MirrorList list) throws Exception {
    SyncReport report = MirrorSync.of(list).call();
    assertThat(report.failures()).isEmpty();
    assertThat(report.status()).isEqualTo(SyncReport.Status.COMPLETE);
    VerifyReport verified = MirrorVerifier.of(list).deep(true).call();
    assertThat(verified.missing()).isEmpty();
    assertThat(verified.corrupt()).isEmpty();
    return report;
  }

  private static long poolFiles(Path archive) throws IOException {
    return Tree.of(archive.resolve("pool")).paths().size();
  }

  @Test
  void bothDays_areMirroredWhole() throws Exception {
    BenchArchive archive = BenchArchive.build(directory.resolve("bench"), TINY);
    archive.writeNextDay();
    MirrorList list = list(served());

    serve(archive.today());
    SyncReport first = completes(list);
    serve(archive.nextDay());
    SyncReport second = completes(list);

    assertThat(poolFiles(archive.today())).isBetween(40L, 49L);
    assertThat(first.downloadedFiles()).isGreaterThanOrEqualTo(poolFiles(archive.today()));
    List<String> changed = new ArrayList<>(Tree.of(archive.nextDay().resolve("pool")).paths());
    changed.removeAll(Tree.of(archive.today().resolve("pool")).paths());
    assertThat(changed).isNotEmpty().hasSizeLessThan(30);
    Path mirror = directory.resolve("spool/mirror").resolve(served().toString().substring(1));
    for (String path : changed) {
      assertThat(mirror.resolve("pool").resolve(path))
          .hasSameBinaryContentAs(archive.nextDay().resolve("pool").resolve(path));
    }
    assertThat(second.downloadedFiles()).isLessThan(first.downloadedFiles());
  }

  @Test
  void archiveWithoutBodies_hasTheIndicesAlone() throws Exception {
    BenchArchive archive = BenchArchive.build(directory.resolve("bench"), TINY.withoutBodies());

    assertThat(archive.today().resolve("pool")).doesNotExist();
    assertThat(archive.today().resolve("dists/jammy/InRelease")).exists();
    SizeEstimate estimate = SizeEstimator.of(list(archive.today())).call();
    assertThat(estimate.problems()).isEmpty();
    assertThat(estimate.packages()).isGreaterThanOrEqualTo(20);
    assertThat(estimate.poolBytes()).isGreaterThan(10_000);
  }
}
