package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:11:12Z");

  @TempDir Path var;

  private SyncReport add(int number, SyncReport.Status status) throws IOException {
    Instant finished = NOW.plusSeconds(number);
    SyncReport report =
        Reports.of(RunReports.newRun(finished, new Random(number)), finished, status);
    reports().add(report);
    return report;
  }

  private RunReports reports() {
    return RunReports.in(var.resolve("reports"));
  }

  @Test
  void last_newestFirst_asTheyWere() throws Exception {
    SyncReport first = add(1, SyncReport.Status.COMPLETE);
    SyncReport second = add(2, SyncReport.Status.INTERRUPTED);

    ReadResult<SyncReport> found = reports().last(10);

    assertThat(found.entries()).containsExactly(second, first);
    assertThat(found.damaged()).isEmpty();
    assertThat(reports().last(1).entries()).containsExactly(second);
  }

  @Test
  void last_reportOfAnEarlierVersion_archiveIsKnownByItsUrl() throws Exception {
    SyncReport report = add(1, SyncReport.Status.COMPLETE);
    Path file = var.resolve("reports").resolve(report.run() + ".json");
    String former = Files.readString(file).replaceAll("\"archive\":\\s*\"[^\"]*\",", "");
    Files.writeString(file, former);

    assertThat(former).doesNotContain("\"archive\":");
    assertThat(reports().last(1).entries()).containsExactly(report);
  }

  @Test
  void last_reportOfALaterVersion_unknownRemedyIsLeftOut() throws Exception {
    SyncReport report = add(1, SyncReport.Status.COMPLETE);
    Path file = var.resolve("reports").resolve(report.run() + ".json");
    Files.writeString(file, Files.readString(file).replace("\"allow_older\"", "\"levitate\""));

    SyncReport found = reports().last(1).entries().get(0);

    assertThat(report.failures()).extracting(Failure::remedy).allMatch(Optional::isPresent);
    assertThat(found.failures()).extracting(Failure::remedy).containsExactly(Optional.empty());
    assertThat(found.repositories()).isEqualTo(report.repositories());
  }

  @Test
  void last_remedyWithoutItsArguments_isDamaged() throws Exception {
    SyncReport report = add(1, SyncReport.Status.COMPLETE);
    Path file = var.resolve("reports").resolve(report.run() + ".json");
    Files.writeString(file, Files.readString(file).replace("\"allow_older\"", "\"accept_key\""));

    assertThat(reports().last(1).damaged()).hasSize(1);
  }

  @Test
  void last_noDirectory_nothing() throws Exception {
    assertThat(reports().last(10).entries()).isEmpty();
  }

  @Test
  void add_filesAreForTheirOwnerAlone() throws Exception {
    SyncReport report = add(1, SyncReport.Status.COMPLETE);

    Path file = var.resolve("reports").resolve(report.run() + ".json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void add_more_thanAreKept_removesTheOldestAndNothingElse() throws Exception {
    SyncReport oldest = add(0, SyncReport.Status.COMPLETE);
    Path note = Files.writeString(var.resolve("reports/note.json"), "mine");
    for (int i = 1; i <= RunReports.KEPT; i++) {
      add(i, SyncReport.Status.COMPLETE);
    }

    assertThat(reports().last(1000).entries()).hasSize(RunReports.KEPT).doesNotContain(oldest);
    assertThat(note).hasContent("mine");
  }

  @Test
  void last_damagedFiles_areNamedAndLeftOut() throws Exception {
    SyncReport sound = add(1, SyncReport.Status.COMPLETE);
    Path whole = var.resolve("reports").resolve(sound.run() + ".json");
    String text = Files.readString(whole);
    int name = 100_000;
    for (String damaged :
        new String[] {
          "",
          "[]",
          "{}",
          text.substring(0, text.length() / 2),
          text.replace("\"full\"", "\"sideways\""),
          text.replace("\"files\": 9", "\"files\": \"nine\""),
          text.replace("\"archives\": [", "\"archives\": null, \"other\": ["),
          text.replace("2026-11-22T", "yesterday")
        }) {
      Files.writeString(whole.resolveSibling("20260101T000000Z-" + name++ + ".json"), damaged);
    }

    ReadResult<SyncReport> found = reports().last(100);

    assertThat(found.entries()).containsExactly(sound);
    assertThat(found.damaged()).hasSize(8);
    assertThat(found.damaged().get(0).url()).endsWith("20260101T000000Z-100007.json");
    assertThat(found.damaged().get(0).reason()).contains("damaged");
  }

  @Test
  void add_directoryIsALink_refused() throws Exception {
    Files.createSymbolicLink(var.resolve("reports"), Files.createDirectory(var.resolve("other")));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> add(1, SyncReport.Status.COMPLETE))
        .withMessageContaining("symbolic link");
    assertThat(var.resolve("other")).isEmptyDirectory();
  }
}
