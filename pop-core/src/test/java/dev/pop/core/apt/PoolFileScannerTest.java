package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolFileScannerTest {
  private static final String MD5 = "0123456789abcdef0123456789abcdef";
  private static final String SHA1 = MD5 + "01234567";
  private static final String SHA256 = MD5 + MD5;
  private static final String SHA512 = SHA256 + SHA256;
  private static final String DEB =
      """
      Package: apt
      Description: Size: 7
       Filename: not/this
      Filename: pool/main/a/apt/apt_2.4_amd64.deb
      Size: 1378488
      SHA256: %s
      """
          .formatted(SHA256);
  private static final String DSC =
      """
      Package: apt
      Directory: pool/main/a/apt
      Package-List:
       apt deb admin important arch=any
      Files:
       %1$s 2 apt_2.4.dsc
       %1$s 3 apt_2.4.tar.xz
      Checksums-Sha1:
       %2$s 2 apt_2.4.dsc
       %2$s 3 apt_2.4.tar.xz
      Checksums-Sha256:
       %3$s 2 apt_2.4.dsc
       %3$s 3 apt_2.4.tar.xz
      """
          .formatted(MD5, SHA1, SHA256);
  private static final List<String> SOURCES_FOUND =
      List.of(
          "SHA256:" + SHA256 + " 2 pool/main/a/apt/apt_2.4.dsc",
          "SHA256:" + SHA256 + " 3 pool/main/a/apt/apt_2.4.tar.xz");

  @Test
  void scanPackages_findsTheFile() throws Exception {
    assertThat(packages(DEB))
        .containsExactly("SHA256:" + SHA256 + " 1378488 pool/main/a/apt/apt_2.4_amd64.deb");
  }

  @Test
  void scanSources_findsEveryFileOnce() throws Exception {
    assertThat(sources(DSC)).containsExactlyElementsOf(SOURCES_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n\n"})
  void scan_emptyIndex_isValid(String text) throws Exception {
    assertThat(packages(text)).isEmpty();
    assertThat(sources(text)).isEmpty();
  }

  @Test
  void scan_crlfMissingNewlineAndCaseOfNames_meanTheSame() throws Exception {
    assertThat(packages(DEB.strip().replace("\n", "\r\n"))).isEqualTo(packages(DEB));
    assertThat(sources(DSC.strip().replace("\n", "\r\n"))).isEqualTo(sources(DSC));
    assertThat(packages(DEB.replace("Filename: p", "FILENAME:p").replace("Size: 1", "sIZE:\t 1")))
        .isEqualTo(packages(DEB));
    assertThat(sources(DSC.replace("Checksums-S", "checksums-s").replace("Dir", "DIR")))
        .isEqualTo(sources(DSC));
    assertThat(packages(DEB.replace(SHA256, SHA256.toUpperCase(java.util.Locale.ROOT))))
        .isEqualTo(packages(DEB));
  }

  @Test
  void scanSources_tabsAndSeveralBlanksInLists_meanTheSame() throws Exception {
    assertThat(sources(DSC.replace(" 2 ", "\t 2\t\t").replace("\n ", "\n\t ")))
        .isEqualTo(sources(DSC));
  }

  @Test
  void scanSources_listThatBeginsOnTheFieldsOwnLine_isReadWhole() throws Exception {
    assertThat(sources(DSC.replace("Sha256:\n", "Sha256:"))).isEqualTo(sources(DSC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//", "/./", ".//"})
  void scan_slashesAtTheBeginning_meanNothing(String slashes) throws Exception {
    assertThat(packages(DEB.replace("Filename: ", "Filename: " + slashes)))
        .isEqualTo(packages(DEB));
    assertThat(sources(DSC.replace("Directory: ", "Directory: " + slashes)))
        .isEqualTo(sources(DSC));
  }

  @Test
  void scanSources_fileOfAWeakerListOnly_isFoundToo() throws Exception {
    String more = " %s 4 apt_2.4.tar.xz.asc\n".formatted(MD5);

    assertThat(sources(DSC.replaceFirst("Files:\n", "Files:\n" + more)))
        .hasSize(3)
        .containsAll(SOURCES_FOUND)
        .contains("MD5:" + MD5 + " 4 pool/main/a/apt/apt_2.4.tar.xz.asc");
  }

  @Test
  void scanSources_listsInAnotherOrder_nameEachFileOnce() throws Exception {
    String one = " %s 2 apt_2.4.dsc\n".formatted(SHA256);
    String other = " %s 3 apt_2.4.tar.xz\n".formatted(SHA256);

    assertThat(sources(DSC.replace(one + other, other + one)))
        .containsExactlyInAnyOrderElementsOf(SOURCES_FOUND);
  }

  @Test
  void scan_nameThatIsNotUtf8_isRefused() {
    byte[] deb = DEB.replace("apt_2.4_amd64", "apt_\u00e9").getBytes(ISO_8859_1);
    byte[] dsc = DSC.replace("apt_2.4.dsc", "apt_\u00e9.dsc").getBytes(ISO_8859_1);

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> PoolFileScanner.scanPackages(new ByteArrayInputStream(deb), file -> {}))
        .withMessageContaining("not UTF-8");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> PoolFileScanner.scanSources(new ByteArrayInputStream(dsc), file -> {}))
        .withMessageContaining("not UTF-8");
  }

  @Test
  void scanSources_withoutMd5List_isRead() throws Exception {
    String files = " %1$s 2 apt_2.4.dsc\n %1$s 3 apt_2.4.tar.xz\n".formatted(MD5);

    assertThat(sources(DSC.replace("Files:\n" + files, ""))).isEqualTo(sources(DSC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Directory: .", "Directory: ./", "Directory:"})
  void scanSources_directoryOfAFlatArchive_isItsBase(String directory) throws Exception {
    assertThat(sources(DSC.replace("Directory: pool/main/a/apt", directory)))
        .isEqualTo(SOURCES_FOUND.stream().map(f -> f.replace("pool/main/a/apt/", "")).toList());
  }

  @Test
  void scanPackages_prefersSha256ThenTheStrongest() throws Exception {
    String sha512 = "SHA512: " + SHA512 + "\n";
    String sha1 = "SHA1: " + SHA1 + "\n";
    String md5 = "MD5sum: " + MD5 + "\n";
    String bare = "Filename: a\nSize: 1\n";

    assertThat(packages(md5 + sha512 + sha1 + DEB)).isEqualTo(packages(DEB));
    assertThat(packages(bare + md5 + sha512 + sha1)).containsExactly("SHA512:" + SHA512 + " 1 a");
    assertThat(packages(bare + md5 + sha1)).containsExactly("SHA1:" + SHA1 + " 1 a");
    assertThat(packages(bare + md5)).containsExactly("MD5:" + MD5 + " 1 a");
  }

  @Test
  void scanPackages_pathIsNormalized() throws Exception {
    assertThat(packages(DEB.replace("pool/main/a", "./pool//main/./a"))).isEqualTo(packages(DEB));
    assertThat(packages(DEB.replace("apt_2.4_amd64.deb", "été~1+2.deb")).toString())
        .endsWith(" pool/main/a/apt/été~1+2.deb]");
  }

  @Test
  void scanPackages_longPathAfterShortOne_isKeptWhole() throws Exception {
    String longPath = ("d".repeat(200) + "/").repeat(5) + "a.deb";

    assertThat(packages(DEB + "\n" + DEB.replaceFirst("pool/\\S+", longPath) + "\n" + DEB))
        .hasSize(3)
        .satisfies(found -> assertThat(found.get(1)).endsWith(" " + longPath))
        .satisfies(found -> assertThat(found.get(2)).isEqualTo(found.get(0)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "../../evil, leaves the archive",
        "pool/../../evil, leaves the archive",
        "pool\\evil, backslash",
        ".pop/state, reserved name",
        "\"\", names no file",
        "., names no file"
      })
  void scanPackages_hostilePath_isRefusedWithItsLine(String path, String why) {
    assertRefused(() -> packages("\n" + DEB.replaceFirst("pool/\\S+", path.replace("\\", "\\\\"))))
        .withMessageStartingWith("line 5 ")
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u0001", "\t", "\u001b[2J", "\u007f", "\u0085"})
  void scanPackages_controlCharacterInPath_isRefusedAndNotPrinted(String control) {
    assertRefused(() -> packages(DEB.replace("/apt_", "/a" + control + "b_")))
        .withMessageContaining("control character")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(control));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+1", "0x10", "1e3", "1 2", "", "ten", "1000000000000000000", "９"})
  void scan_malformedSize_isRefused(String size) {
    assertRefused(() -> packages(DEB.replace("Size: 1378488", "Size: " + size)))
        .withMessageContaining("malformed size");
    assertRefused(() -> sources(DSC.replace(SHA256 + " 2 ", SHA256 + " x" + size + " ")))
        .withMessageContaining("malformed size");
  }

  @Test
  void scan_largestSize_isRead() throws Exception {
    String largest = "9".repeat(18);

    assertThat(packages(DEB.replace("1378488", largest)).get(0)).contains(" " + largest + " ");
    assertThat(sources(DSC.replace(" 2 ", " " + largest + " ")).get(0))
        .contains(" " + largest + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Filename: .*", "Size: 13.*", "SHA256: .*"})
  void scanPackages_missingField_isRefused(String field) {
    assertRefused(() -> packages("A: b\n\n" + DEB.replaceFirst(field, "X: y")))
        .withMessageStartingWith("the stanza at line ");
  }

  /** As apt reads it. */
  @Test
  void scanPackages_repeatedField_theLastCounts() throws Exception {
    String twice = DEB.replaceFirst("pool/\\S+", "pool/other.deb") + "Size: 7\n" + DEB;

    assertThat(packages(twice)).isEqualTo(packages(DEB));
  }

  @Test
  void scanPackages_blankBeforeTheColon_isRead() throws Exception {
    assertThat(packages(DEB.replace("Filename:", "Filename :").replace("Size:", "Size\t:")))
        .isEqualTo(packages(DEB));
  }

  @Test
  void scanPackages_sizeZero_isRefused() {
    assertRefused(() -> packages(DEB.replace("Size: 1378488", "Size: 0")))
        .withMessageContaining("gives no size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "x", "é"})
  void scan_malformedDigest_isRefused(String digest) {
    String padded = digest.equals("x") ? SHA256.replaceFirst("0", "x") : digest;

    assertRefused(() -> packages(DEB.replace(SHA256, padded)))
        .withMessageContaining("malformed SHA256 digest");
    assertRefused(() -> sources(DSC.replace(SHA256 + " 2", padded + "z 2")))
        .withMessageContaining("malformed SHA256 digest");
  }

  @Test
  void scanSources_withoutDirectoryOrLists_isRefused() {
    assertRefused(() -> sources(DSC.replace("Directory:", "Dir:")))
        .withMessage("the stanza at line 1 lacks Directory");
    assertRefused(() -> sources("Package: x\nDirectory: pool\n"))
        .withMessage("the stanza at line 1 lacks every digest");
  }

  @ParameterizedTest
  @CsvSource({
    "../evil, leaves the archive",
    "/etc/passwd, is absolute",
    "sub/../../file, leaves the archive",
    "'', no 'digest size name'",
    ".., leaves the archive",
    "a\\b, backslash",
    ".pop, reserved name"
  })
  void scanSources_hostileName_isRefused(String name, String why) {
    assertRefused(() -> sources(DSC.replace("apt_2.4.dsc", name))).withMessageContaining(why);
  }

  @Test
  void scanSources_nameInADirectoryBelow_isRead() throws Exception {
    assertThat(sources(DSC.replace("apt_2.4.dsc", "./sub//apt_2.4.dsc")))
        .anyMatch(file -> file.endsWith(" pool/main/a/apt/sub/apt_2.4.dsc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc", "/../etc", "pool/../..", "a\\b", ".pop/x"})
  void scanSources_hostileDirectory_isRefused(String directory) {
    assertRefused(() -> sources(DSC.replace("pool/main/a/apt", directory)))
        .withMessageContaining("is refused");
  }

  @Test
  void scan_htmlInPlaceOfAnIndex_isRefused() {
    assertRefused(() -> packages("<html>\n<body>log in</body>\n")).withMessageContaining("lacks");
    assertRefused(() -> sources("<html>\n<body>log in</body>\n")).withMessageContaining("lacks");
  }

  @Test
  void scan_sinkThatRefuses_stopsTheScan() {
    List<String> seen = new ArrayList<>();

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(
            () ->
                PoolFileScanner.scanPackages(
                    stream(DEB + "\n" + DEB),
                    file -> {
                      seen.add(file.path());
                      throw new FormatException("known with another size");
                    }))
        .withMessage("known with another size");
    assertThat(seen).hasSize(1);
  }

  @Test
  void scan_readFailure_isPassedOn() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> PoolFileScanner.scanPackages(broken, file -> {}))
        .withMessage("disk");
  }

  private static org.assertj.core.api.ThrowableAssertAlternative<FormatException> assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable scan) {
    return assertThatExceptionOfType(FormatException.class).isThrownBy(scan);
  }

  private static List<String> packages(String text) throws IOException {
    List<String> found = new ArrayList<>();
    PoolFileScanner.scanPackages(stream(text), file -> found.add(words(file)));
    return found;
  }

  private static List<String> sources(String text) throws IOException {
    List<String> found = new ArrayList<>();
    PoolFileScanner.scanSources(stream(text), file -> found.add(words(file)));
    return found;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  /** All that a file says, as one line. */
  static String words(PoolFile file) {
    String digest = HexFormat.of().formatHex(file.digestBuffer(), 0, file.algorithm().byteLength());
    return file.algorithm()
        + ":"
        + digest
        + " "
        + file.size()
        + " "
        + new String(file.pathBuffer(), 0, file.pathLength(), UTF_8);
  }
}
