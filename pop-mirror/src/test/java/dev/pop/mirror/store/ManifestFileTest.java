package dev.pop.mirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.http.Validators;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.report.ReleaseSignature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestFileTest {
  @TempDir private Path directory;

  private static FileTable oddTable() {
    FileTable table = StoreFixture.table("pool/a b.deb", "pool/ä~1+2.deb", " x", "last ");
    table.add("old.deb", 0, Checksum.of(HashAlgorithm.MD5, new byte[16]));
    table.add("big.deb", 999_999_999_999_999_999L, Checksum.of(HashAlgorithm.SHA512, new byte[64]));
    return table;
  }

  @Test
  void write_thenRead_givesTheSame() throws Exception {
    StoreFixture mirror = StoreFixture.in(directory);
    FileTable table = oddTable();
    SuiteManifest written = mirror.remember(table);

    assertThat(new ManifestFile(mirror.manifest()).read()).contains(written);
    FileTable read = new FileTable();
    new ManifestFile(mirror.manifest()).readFiles(read);
    assertSame(read, table);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mirror.manifest())))
        .isEqualTo("rw-------");
  }

  private static void assertSame(FileTable read, FileTable written) {
    assertThat(read.count()).isEqualTo(written.count());
    for (int id = 0; id < written.count(); id++) {
      assertThat(read.findSame(written, id)).as(written.path(id)).isEqualTo(id);
    }
  }

  @Test
  void write_withoutValidators_givesNone() throws Exception {
    Path file = directory.resolve("m");
    SuiteManifest manifest =
        new SuiteManifest(
            "s",
            false,
            StoreFixture.PUBLISHED,
            Validators.NONE,
            new SuiteManifest.ReleaseFingerprint("a b", 1, -2),
            Optional.of(Instant.parse("2026-11-23T06:00:00Z")),
            Optional.of(ReleaseSignature.unverified("no key\nfor it")),
            Optional.empty(),
            0,
            0);

    new ManifestFile(file).write(manifest, new FileTable());

    assertThat(new ManifestFile(file).read())
        .contains(manifest.with(ReleaseSignature.unverified("no key\\x0afor it")));
  }

  @Test
  void write_ofAnOlderVersion_saysNothingOfASignature() throws Exception {
    StoreFixture mirror = StoreFixture.in(directory);
    SuiteManifest written = mirror.remember(oddTable());
    List<String> older =
        Files.readAllLines(mirror.manifest()).stream()
            .filter(line -> !line.startsWith("Verified-By") && !line.startsWith("Keyrings"))
            .toList();
    Files.write(mirror.manifest(), older);

    SuiteManifest read = new ManifestFile(mirror.manifest()).read().orElseThrow();

    assertThat(written.signature()).isPresent();
    assertThat(read.signature()).isEmpty();
    assertThat(read.with(written.signature().get())).isEqualTo(written);
  }

  @Test
  void read_selectionOfAnOlderVersion_itsUrlIsTheServerOfTheValidators() throws Exception {
    StoreFixture mirror = StoreFixture.in(directory);
    SuiteManifest written = mirror.remember(oddTable());
    Files.writeString(
        mirror.manifest(),
        Files.readString(mirror.manifest())
            .replace("Selection: ", "Selection: http://a.example/u ")
            .replace("Server: http://a.example\n", ""));

    assertThat(new ManifestFile(mirror.manifest()).read()).contains(written);
  }

  @Test
  void writeUnpublished_thenRead_givesTheChosenFiles() throws Exception {
    Path file = directory.resolve("u");
    new UnpublishedFiles(file).write(oddTable(), IntStream.of(1, 4));

    FileTable read = new FileTable();
    new UnpublishedFiles(file).read(read);

    assertThat(read.count()).isEqualTo(2);
    assertThat(read.path(0)).isEqualTo("pool/ä~1+2.deb");
    assertThat(read.checksum(1).algorithm()).isEqualTo(HashAlgorithm.MD5);
  }

  @Test
  void read_missingFile_isNothing() throws Exception {
    FileTable read = new FileTable();
    new UnpublishedFiles(directory.resolve("none")).read(read);

    assertThat(new ManifestFile(directory.resolve("none")).read()).isEmpty();
    assertThat(read.count()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Format: 1         | Format: 2",
        "Format: 1         | Format",
        "Complete: yes     | Done: yes",
        "Published: 2026   | Published: soon",
        "Witness: 6        | Witness: six",
        "Witness: 6        | Witness:",
        "Files: 2          | Files: two",
        "Files: 2          | Files:",
        "Bytes: 2          | Byte: 2",
        "Selection:        | Selection",
      })
  void read_damagedField_isRefused(String sound, String damaged) throws Exception {
    StoreFixture mirror = StoreFixture.in(directory);
    mirror.remember(StoreFixture.table("a", "b"));
    replace(mirror.manifest(), sound, damaged);

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> new ManifestFile(mirror.manifest()).read());
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> new ManifestFile(mirror.manifest()).readFiles(new FileTable()));
    assertThat(
            new MirrorState(mirror.list().settings()).manifest(mirror.repository(), mirror.suite()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' 1 b'      | ' b'",
        "' 1 b'      | ' one b'",
        "SHA256      | SHA257",
        "SHA256 6    | SHA256 x",
        "SHA256 6    | SHA256 ",
        "'SHA256 62' | 'extra\nSHA256 62'",
      })
  void readFiles_damagedLine_isRefused(String sound, String damaged) throws Exception {
    StoreFixture mirror = StoreFixture.in(directory);
    mirror.remember(StoreFixture.table("a", "b"));
    replace(mirror.manifest(), sound, damaged);

    assertThat(new ManifestFile(mirror.manifest()).read()).isPresent();
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> new ManifestFile(mirror.manifest()).readFiles(new FileTable()));
  }

  private static void replace(Path file, String sound, String damaged) throws Exception {
    String text = Files.readString(file);
    assertThat(text).contains(sound);
    Files.writeString(file, text.replace(sound, damaged));
  }

  @Test
  void readFiles_cutBetweenTwoLines_isRefused() throws Exception {
    StoreFixture mirror = StoreFixture.in(directory);
    mirror.remember(StoreFixture.table("a", "b"));
    String text = Files.readString(mirror.manifest());
    Files.writeString(mirror.manifest(), text.substring(0, text.indexOf(" 1 a\n") + 5));

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> new ManifestFile(mirror.manifest()).readFiles(new FileTable()))
        .withMessage(mirror.manifest() + " is damaged: it names 1 of 2 files");
  }

  @Test
  void read_bytesThatAreNoText_areRefused() throws Exception {
    Path file = Files.write(directory.resolve("m"), new byte[] {(byte) 0xff, (byte) 0xfe, 10});

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> new ManifestFile(file).read());
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> new ManifestFile(file).readFiles(new FileTable()));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> new UnpublishedFiles(file).read(new FileTable()));
  }

  @Test
  void witness_tellsWhetherTheFileWasTouched() throws Exception {
    Path file = Files.writeString(directory.resolve("Release"), "text");
    SuiteManifest.ReleaseFingerprint witness =
        SuiteManifest.ReleaseFingerprint.of(directory, "Release");

    assertThat(witness.isStillAt(directory)).isTrue();
    Files.writeString(file, "longer");
    assertThat(witness.isStillAt(directory)).isFalse();
    Files.delete(file);
    assertThat(witness.isStillAt(directory)).isFalse();
  }
}
