package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseFileTest {
  private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
  private static final String SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
  private static final String SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final String SHA512 = SHA256 + SHA256;

  private static final String COMPLETE =
      """
      Origin: Ubuntu
      Suite: jammy
      Date: Thu, 21 Apr 2022 17:16:08 UTC
      Valid-Until: Thu, 28 Apr 2022 17:16:08 UTC
      Acquire-By-Hash: yes
      Architectures: all amd64 i386
      Components: main updates/main
      No-Support-for-Architecture-all: Packages
      Description: Ubuntu Jammy
       continued
      MD5Sum:
       %1$s 0 main/binary-amd64/Packages
      SHA1:
       %2$s                0 main/binary-amd64/Packages
      SHA256:
       %3$s 0 main/binary-amd64/Packages
       %3$s 12345678901 main/Contents amd64
      SHA512:
       %4$s 0 main/binary-amd64/Packages
      """
          .formatted(MD5, SHA1, SHA256, SHA512);

  @Test
  void parse_everyHashSection_isRead() throws Exception {
    ReleaseFile release = parse(COMPLETE);

    assertThat(release.entries())
        .containsOnlyKeys("main/binary-amd64/Packages", "main/Contents amd64");
    ReleaseEntry packages = entry(release, "main/binary-amd64/Packages");
    assertThat(packages.size()).isZero();
    assertThat(packages.checksums())
        .isEqualTo(
            Map.of(
                HashAlgorithm.MD5, Checksum.ofHex(HashAlgorithm.MD5, MD5),
                HashAlgorithm.SHA1, Checksum.ofHex(HashAlgorithm.SHA1, SHA1),
                HashAlgorithm.SHA256, Checksum.ofHex(HashAlgorithm.SHA256, SHA256),
                HashAlgorithm.SHA512, Checksum.ofHex(HashAlgorithm.SHA512, SHA512)));
    assertThat(packages.strongest()).hasToString("SHA512:" + SHA512);
    assertThat(entry(release, "main/Contents amd64"))
        .extracting(ReleaseEntry::size, ReleaseEntry::path)
        .containsExactly(12345678901L, "main/Contents amd64");
  }

  @Test
  void parse_fields_areRead() throws Exception {
    ReleaseFile release = parse(COMPLETE);

    assertThat(release.field("Suite")).contains("jammy");
    assertThat(release.field("sUITE")).contains("jammy");
    assertThat(release.field("Codename")).isEmpty();
    assertThat(release.field("SHA256")).isEmpty();
    assertThat(release.components()).containsExactly("main", "updates/main");
    assertThat(release.architectures()).containsExactly("all", "amd64", "i386");
    assertThat(release.acquireByHash()).isTrue();
    assertThat(release.date().orElseThrow()).isEqualTo("2022-04-21T17:16:08Z");
    assertThat(release.validUntil().orElseThrow()).isEqualTo("2022-04-28T17:16:08Z");
  }

  @Test
  void parse_nothingButAnEmptyHashSection_isAnEmptySuite() throws Exception {
    ReleaseFile release = parse("SHA256:\n");

    assertThat(release.entries()).isEmpty();
    assertThat(release.components()).isEmpty();
    assertThat(release.architectures()).isEmpty();
    assertThat(release.acquireByHash()).isFalse();
    assertThat(release.date()).isEmpty();
    assertThat(release.validUntil()).isEmpty();
  }

  @Test
  void parse_crlfAndMissingFinalNewline_meanTheSame() throws Exception {
    ReleaseFile release = parse(COMPLETE.strip().replace("\n", "\r\n"));

    assertThat(release.saysSameAs(parse(COMPLETE))).isTrue();
    assertThat(release.field("Suite")).contains("jammy");
  }

  @Test
  void parse_tabsBetweenWords_meanTheSame() throws Exception {
    ReleaseFile release =
        parse(
            "Components:\tmain\tuniverse\nArchitectures: amd64\ti386\nSHA256:\n\t"
                + SHA256
                + "\t 7\tmain/x\n");

    assertThat(release.components()).containsExactly("main", "universe");
    assertThat(release.architectures()).containsExactly("amd64", "i386");
    assertThat(entry(release, "main/x").size()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"yes,true", "Yes,true", "no,false", "'',false", "force,false"})
  void acquireByHash_onlyYes(String value, boolean expected) throws Exception {
    assertThat(parse("Acquire-By-Hash: " + value + "\nSHA256:\n").acquireByHash())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "all amd64, , true",
    "amd64, , false",
    "all amd64, Packages, false",
    "all amd64, packages, false",
    "all amd64, Contents, true"
  })
  void supportsArchitectureAll_asItsTwoFieldsSay(
      String architectures, @Nullable String no, boolean expected) throws Exception {
    String text = "Architectures: " + architectures + "\nSHA256:\n";
    if (no != null) {
      text = "No-Support-for-Architecture-all: " + no + "\n" + text;
    }

    assertThat(parse(text).supportsArchitectureAll()).isEqualTo(expected);
  }

  @Test
  void saysSameAs_comparesFieldsAndFiles() throws Exception {
    ReleaseFile release = parse(COMPLETE);

    assertThat(release.saysSameAs(parse(COMPLETE.replace("Apr 2022", "May 2022")))).isFalse();
    assertThat(release.saysSameAs(parse(COMPLETE.replace("12345678901", "1")))).isFalse();
    assertThat(release.saysSameAs(parse(COMPLETE.replace(SHA1, SHA1.replace('d', 'e'))))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "<html><body>Please log in: here</body></html>",
        "<!DOCTYPE html>\n<title>x</title>",
        "Origin: Ubuntu\n",
        "404: not found\n"
      })
  void parse_noRelease_isRefused(String text) {
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "H 0, not 'digest size path'",
    "H, not 'digest size path'",
    "Hx 0 a, malformed SHA256 digest",
    "abc 0 a, malformed SHA256 digest",
    "zH 0 a, malformed SHA256 digest",
    "H -1 a, malformed size",
    "H +1 a, malformed size",
    "H 0x10 a, malformed size",
    "H 1.5 a, malformed size",
    "H 1000000000000000000 a, malformed size",
    "H 99999999999999999999999 a, malformed size",
    "H ١ a, malformed size",
    "H 0 ../../evil, leaves the archive",
    "H 0 /etc/passwd, is absolute",
    "H 0 a\\b, backslash",
    "H 0 .pop/x, reserved name",
    "H 0 ., names no file"
  })
  void parse_hostileEntry_costsItselfAndIsNamed(String entry, String why) throws Exception {
    ReleaseFile release =
        parse("SHA256:\n " + entry.replace("H", SHA256) + "\n " + SHA256 + " 1 good\n");

    assertThat(release.entries()).containsOnlyKeys("good");
    assertThat(release.unusable()).singleElement().asString().startsWith("line 2 ").contains(why);
  }

  @Test
  void parse_controlCharacterInPath_isPassedOver() throws Exception {
    ReleaseFile release = parse("SHA256:\n " + SHA256 + " 0 a\0b\n");

    assertThat(release.entries()).isEmpty();
    assertThat(release.unusable()).singleElement().asString().contains("a\\x00b");
  }

  @Test
  void parse_contradictions_costTheFile() throws Exception {
    ReleaseFile sizes =
        parse("MD5Sum:\n " + MD5 + " 1 a\n " + MD5 + " 1 b\nSHA256:\n " + SHA256 + " 2 a\n");
    ReleaseFile digests =
        parse("SHA256:\n " + SHA256 + " 1 a\n " + SHA256.replace('e', 'f') + " 1 ./a\n");

    assertThat(sizes.entries()).containsOnlyKeys("b");
    assertThat(sizes.unusable().get(0)).startsWith("line 5 gives another size");
    assertThat(digests.entries()).isEmpty();
    assertThat(digests.unusable().get(0)).startsWith("line 3 lists a second digest");
  }

  @Test
  void parse_blankBeforeTheColon_leadingContinuation_secondStanza() throws Exception {
    ReleaseFile release =
        parse(
            " continued\nSuite : x\nSHA256 :\n "
                + SHA256
                + " 1 a\n\nSuite: y\nSHA256:\n "
                + SHA256
                + " 2 a\n");

    assertThat(release.field("Suite")).contains("x");
    assertThat(release.entries())
        .hasEntrySatisfying("a", entry -> assertThat(entry.size()).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"arm64\n", ": no name\n", "Architectures amd64\n", "\u00e9\n b\n"})
  void parse_lineThatIsNoField_isPassedOver(String stray) throws Exception {
    ReleaseFile release =
        parse(
            "Architectures: amd64\n" + stray + "Suite: x\nSHA256:\n " + SHA256 + " 1 a\n" + stray);

    assertThat(release.field("Suite")).contains("x");
    assertThat(release.architectures()).containsExactly("amd64");
    assertThat(release.entries()).containsOnlyKeys("a");
  }

  @Test
  void parse_entriesForTheSignedFilesThemselves_arePassedOver() throws Exception {
    assertThat(
            parse(
                    "MD5Sum:\n "
                        + MD5
                        + " 17 Release\nSHA256:\n "
                        + SHA256
                        + " 0 Release\n "
                        + SHA256
                        + " 1 a\n")
                .entries())
        .containsOnlyKeys("a");
  }

  @Test
  void parse_emptyDates_anEmptyValidUntilIsNone() throws Exception {
    ReleaseFile release = parse("Date:\nValid-Until:\nSHA256:\n");

    assertThat(release.unreadableDates()).containsExactly("Date");
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "2016-09-29 13:22:30 UTC", "Mon Nov 23 10:00:00 CET 2026"})
  void parse_dateThatCannotBeRead_countsAsMissingAndIsNamed(String date) throws Exception {
    ReleaseFile release = parse("Date: " + date + "\nValid-Until: " + date + "\nSHA256:\n");

    assertThat(release.date()).isEmpty();
    assertThat(release.validUntil()).isEmpty();
    assertThat(release.unreadableDates()).containsExactlyInAnyOrder("Date", "Valid-Until");
  }

  @Test
  void parse_sameEntryTwice_isOne() throws Exception {
    String entry = " " + SHA256 + " 1 a\n";

    assertThat(parse("SHA256:\n" + entry + entry).entries()).hasSize(1);
  }

  @Test
  void parseInRelease_readsTheSignedText() throws Exception {
    String message =
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
            + COMPLETE
            + "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";

    assertThat(ReleaseFile.parseInRelease(message.getBytes(UTF_8)).saysSameAs(parse(COMPLETE)))
        .isTrue();
  }

  @Test
  void parseInRelease_unsignedRelease_isRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ReleaseFile.parseInRelease(COMPLETE.getBytes(UTF_8)));
  }

  /** Damage at any place gives a result or a {@link FormatException}, and nothing else. */
  @Test
  void parse_damagedText_neverFailsOtherwise() {
    long seed = 7;
    Random random = new Random(seed);
    int refused = 0;
    for (int run = 0; run < 3000; run++) {
      byte[] text = COMPLETE.getBytes(UTF_8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(ReleaseFile.parse(text).entries()).hasSizeLessThan(5);
      } catch (FormatException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", run " + run, e);
      }
    }
    assertThat(refused).isLessThan(2990);
  }

  @Test
  void listing_hasTheFilesInTheirOrderAndNoFields() {
    Checksum checksum = Checksum.ofHex(HashAlgorithm.MD5, "0".repeat(32));
    ReleaseEntry second = new ReleaseEntry("b", 1, Map.of(HashAlgorithm.MD5, checksum));
    ReleaseEntry first = new ReleaseEntry("a", 2, Map.of(HashAlgorithm.MD5, checksum));

    ReleaseFile release = ReleaseFile.listing(List.of(second, first));

    assertThat(release.entries().values()).containsExactly(second, first);
    assertThat(release.date()).isEmpty();
    assertThat(release.acquireByHash()).isFalse();
  }

  private static ReleaseEntry entry(ReleaseFile release, String path) {
    return Objects.requireNonNull(release.entries().get(path), path);
  }

  private static ReleaseFile parse(String text) throws FormatException {
    return ReleaseFile.parse(text.getBytes(UTF_8));
  }
}
