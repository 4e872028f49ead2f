package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pop.core.Diagnostic;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptAuthFileTest {
  @TempDir Path directory;
  private Path path;
  private AptAuthFile file;

  @BeforeEach
  void setUp() {
    path = directory.resolve("etc/apt/auth.conf.d/91ubuntu-pro");
    file = new AptAuthFile(path);
  }

  private static AuthEntry entry(String url, String token) throws Exception {
    return new AuthEntry(ArchiveUrl.parse(url), TokenFormat.credentials(Secret.of(token)));
  }

  private void given(String... lines) throws Exception {
    Files.createDirectories(path.getParent());
    Files.writeString(path, String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void update_newFile_hasDirectoriesModeAndSeedsLines() throws Exception {
    boolean changed =
        file.update(
            List.of(
                entry("https://esm.ubuntu.com/infra/ubuntu", "tA"),
                entry("https://esm.ubuntu.com/infra/ubuntu/deeper", "tC"),
                entry("http://mirror.example:8000/x", "me:tB")));

    assertThat(changed).isTrue();
    assertThat(path)
        .hasContent(
            """
            machine esm.ubuntu.com/infra/ubuntu/deeper/ login bearer password tC
            machine http://mirror.example:8000/x/ login me password tB
            machine esm.ubuntu.com/infra/ubuntu/ login bearer password tA
            """);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(file.verify()).isEmpty();
  }

  @Test
  void update_replacesInPlaceAndKeepsOtherLines() throws Exception {
    given(
        "# mine",
        "machine other.example/ login me",
        "  password word",
        "",
        "machine esm.ubuntu.com/infra/ubuntu/ login bearer password old  # ubuntu-pro-client",
        "# end");

    file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "new")));

    assertThat(path)
        .hasContent(
            """
            # mine
            machine other.example/ login me
              password word

            machine esm.ubuntu.com/infra/ubuntu/ login bearer password new
            # end
            """);
    assertThat(file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "new")))).isFalse();
  }

  @Test
  void update_shorterPathStands_longerGoesBeforeIt() throws Exception {
    given("# all", "machine esm.ubuntu.com login bearer password all");

    file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "tA")));

    assertThat(Files.readAllLines(path))
        .containsExactly(
            "# all",
            "machine esm.ubuntu.com/infra/ubuntu/ login bearer password tA",
            "machine esm.ubuntu.com login bearer password all");
    assertThat(file.verify()).isEmpty();
  }

  @Test
  void update_ownEntryInShadow_movesAndLosesItsDouble() throws Exception {
    given(
        "machine esm.ubuntu.com/ login bearer password all",
        "machine esm.ubuntu.com/infra/ubuntu/ login bearer password tA",
        "machine esm.ubuntu.com/infra/ubuntu/",
        "login bearer password old");

    file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "tA")));

    assertThat(Files.readAllLines(path))
        .containsExactly(
            "machine esm.ubuntu.com/infra/ubuntu/ login bearer password tA",
            "machine esm.ubuntu.com/ login bearer password all");
  }

  @Test
  void update_openMode_isClosed() throws Exception {
    List<AuthEntry> entries = List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "tA"));
    file.update(entries);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(file.update(entries)).isTrue();
    assertThat(file.verify(entries)).isEmpty();
  }

  @Test
  void update_samePlaceTwiceOrManyWords_isRefusedAndFileStays() throws Exception {
    given("# mine");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> file.update(List.of(entry("https://h/a", "x"), entry("https://h/a/", "y"))))
        .withMessage("two credentials are given for h/a/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> file.update(List.of(entry("https://h/a", "x\nmachine evil"))))
        .withMessage("user or password for h/a/ must be a single word");
    assertThat(path).hasContent("# mine\n");
  }

  @Test
  void verify_missingFile() throws Exception {
    assertThat(file.verify())
        .containsExactly(Diagnostic.of(path.toString(), path + " does not exist"));
  }

  @Test
  void verify_allFaultsWithLines() throws Exception {
    given(
        "machine h/a/ login bearer password t",
        "password lonely",
        "# comment",
        "login x",
        "machine h/a/deeper/ login bearer password t",
        "machine h/a/ login bearer password t",
        "machine https://me:word@h/b/ login bearer password t",
        "machine h/c/ login bearer",
        "machine h/d/ password t",
        "machine h/e/ login bearer password a/b",
        "machine h/f/ login bearer pasword t");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(file.verify())
        .extracting(fault -> fault.toString().replace(path + ": ", ""))
        .satisfiesExactly(
            f -> assertThat(f).contains("others can read it (mode 0644)"),
            f -> assertThat(f).isEqualTo("line 1: gives 'password' twice"),
            f -> assertThat(f).startsWith("line 4: is not an entry"),
            f -> assertThat(f).startsWith("line 5: is never used: line 1 has a shorter path"),
            f -> assertThat(f).isEqualTo("line 6: is for the same place as line 1"),
            f -> assertThat(f).startsWith("line 7: names no host"),
            f -> assertThat(f).isEqualTo("line 8: has no password"),
            f -> assertThat(f).isEqualTo("line 9: has no login"),
            f -> assertThat(f).startsWith("line 10: the token of this entry is malformed"),
            f -> assertThat(f).startsWith("line 11: has something else as its word 5"),
            f -> assertThat(f).isEqualTo("line 11: has no password"));
  }

  @Test
  void verify_expectedEntries() throws Exception {
    given("machine h/a/ login bearer password t", "machine h/b/ login bearer password t");

    assertThat(
            file.verify(
                List.of(
                    entry("https://h/a", "t"),
                    entry("https://h/b", "u"),
                    entry("https://h/c", "t"))))
        .extracting(fault -> fault.toString().replace(path + ": ", ""))
        .containsExactly("line 2: gives other credentials for h/b/", "there is no entry for h/c/");
  }

  @Test
  void update_formerEntries_goUnlessSomebodyChangedThem() throws Exception {
    given(
        "machine h/mine/ login bearer password tA",
        "machine h/changed/ login bearer password tOther",
        "# a remark",
        "machine h/others/ login me password tB");

    boolean changed =
        file.update(
            List.of(entry("https://h/new", "tN")),
            List.of(entry("https://h/mine", "tA"), entry("https://h/changed", "tA")));

    assertThat(changed).isTrue();
    assertThat(path)
        .hasContent(
            """
            machine h/changed/ login bearer password tOther
            # a remark
            machine h/others/ login me password tB
            machine h/new/ login bearer password tN
            """);
  }
}
