package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivePathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pool/main/a/apt/apt_2.4.5_amd64.deb",
        "pool/main/g/gcc/libstdc++6_12~rc1_amd64.deb",
        "pool/x/epoch_1%3a2.0_all.deb",
        "dists/..hidden",
        "a..b/c..",
        "...",
        "with space/and:colon",
        "é/ü"
      })
  void normalize_plainPath_isUnchanged(String path) throws Exception {
    assertThat(ArchivePath.normalize(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({"./a,a", "a/./b,a/b", "a//b,a/b", "a/b/,a/b", "a/.,a", ".//./a///b/.//,a/b"})
  void normalize_dotsAndDoubledSlashes_areDropped(String given, String normal) throws Exception {
    assertThat(ArchivePath.normalize(given)).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({
    "../../evil,leaves the archive",
    "..,leaves the archive",
    "pool/../../evil,leaves the archive",
    "pool/..,names no file",
    "/etc/passwd,is absolute",
    "//host/file,is absolute",
    "a\\b,backslash",
    "..\\..\\evil,backslash",
    "'',names no file",
    ".,names no file",
    "././/,names no file",
    ".pop/state,reserved name",
    "pool/.pop-staging/x,reserved name",
    ".popular,reserved name"
  })
  void normalize_hostilePath_isRefused(String path, String why) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchivePath.normalize(path))
        .withMessageContaining(why)
        .withMessageContaining("'" + path + "'");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x09, 0x0a, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f})
  void normalize_controlCharacter_isRefusedAndNeverPrinted(int character) {
    String path = "pool/a" + (char) character + "b";

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchivePath.normalize(path))
        .withMessage("path 'pool/a\\x%02xb' contains a control character", character);
  }

  @Test
  void normalize_nameOf255Bytes_isTheLongest() throws Exception {
    assertThat(ArchivePath.normalize("p/" + "n".repeat(255))).hasSize(257);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchivePath.normalize("p/" + "n".repeat(256)))
        .withMessageContaining("longer than 255 bytes");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchivePath.normalize("é".repeat(128)))
        .withMessageContaining("longer than 255 bytes");
  }

  @Test
  void normalize_pathOf2048Bytes_isTheLongest() throws Exception {
    assertThat(ArchivePath.normalize("a/".repeat(1023) + "bb")).hasSize(2048);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchivePath.normalize("a/".repeat(1024) + "b"))
        .withMessageContaining("longer than 2048 bytes")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  /** Whatever passes stays below the directory, and passes again unchanged. */
  @Test
  void normalize_anyText_staysInsideOrIsRefused() {
    long seed = 20261122;
    Random random = new Random(seed);
    String alphabet = "ab./\\.~+%: \0\n.é/";
    Path base = Path.of("/srv/mirror/host/ubuntu");
    int passed = 0;
    for (int run = 0; run < 20_000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String normal;
      try {
        normal = ArchivePath.normalize(text.toString());
      } catch (FormatException e) {
        continue;
      }
      passed++;
      String as = "seed %d, run %d: '%s'";
      assertThat(base.resolve(normal).normalize())
          .as(as, seed, run, normal)
          .startsWithRaw(base)
          .isNotEqualTo(base)
          .hasToString(base + "/" + normal);
    }
    assertThat(passed).isGreaterThan(1000);
  }

  /** {@code isPlain} is only a short cut: where it says yes, {@code normalize} changes nothing. */
  @Test
  void isPlain_yes_meansThatNormalizeChangesNothing() throws Exception {
    long seed = 4711;
    Random random = new Random(seed);
    byte[] alphabet = "ab./\\.~+%: \0\n\u007f/é".getBytes(UTF_8);
    int plain = 0;
    for (int run = 0; run < 50_000; run++) {
      byte[] text = new byte[1 + random.nextInt(10)];
      for (int i = 0; i < text.length; i++) {
        text[i] = alphabet[random.nextInt(alphabet.length)];
      }
      if (ArchivePath.isPlain(text, 0, text.length)) {
        plain++;
        String path = new String(text, UTF_8);
        assertThat(ArchivePath.normalize(path)).as("seed %d, run %d", seed, run).isEqualTo(path);
      }
    }
    assertThat(plain).isGreaterThan(1000);
  }

  @Test
  void isPlain_usualPath_isTrueWithinItsBoundsOnly() {
    byte[] text = "\0pool/a_1.deb/".getBytes(UTF_8);

    assertThat(ArchivePath.isPlain(text, 1, text.length - 1)).isTrue();
    assertThat(ArchivePath.isPlain(text, 0, text.length - 1)).isFalse();
    assertThat(ArchivePath.isPlain(text, 1, text.length)).isFalse();
    assertThat(ArchivePath.isPlain(text, 1, 1)).isFalse();
  }

  @Test
  void printable_escapesAndCuts() {
    assertThat(ArchivePath.printable("a\u001b[2Jb\n")).isEqualTo("a\\x1b[2Jb\\x0a");
    assertThat(ArchivePath.printable("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(ArchivePath.printable("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InRelease",
        "dists/jammy/Release.gpg",
        "dists/jammy/main/binary-amd64/Packages.xz",
        "dists/jammy/main/Contents-amd64",
        "main/i18n/Translation-pt_BR.bz2",
        "main/dep11/icons-64x64@2.tar.gz",
        "dists/jammy/main/by-hash/SHA256/x",
        "by-hash/x",
        "by-hash",
        "dists/jammy/main/binary-amd64/by-hash"
      })
  void refuseMetadata_fileOfASuite_refused(String path) {
    byte[] bytes = path.getBytes(UTF_8);

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ArchivePath.refuseMetadata(bytes, bytes.length))
        .withMessageStartingWith("path '" + path + "' ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pool/main/a/a_1.deb",
        "a.deb",
        "dists/old/main/binary-amd64/a_1_amd64.deb",
        "pool/i/icons-a/icons-a_1.tar.gz",
        "Release/a_1.deb",
        "pool/not-by-hash/a",
        "pool/by-hash-not"
      })
  void refuseMetadata_packages_taken(String path) throws Exception {
    byte[] bytes = path.getBytes(UTF_8);

    ArchivePath.refuseMetadata(bytes, bytes.length);

    assertThat(ArchivePath.normalize(path)).isEqualTo(path);
  }
}
