package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
                entry("http://mirror.example:8000/x", "me:tB")),
            List.of());

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

    file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "new")), List.of());

    assertThat(path)
        .hasContent(
            """
            # mine
            machine other.example/ login me
              password word

            machine esm.ubuntu.com/infra/ubuntu/ login bearer password new
            # end
            """);
    assertThat(file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "new")), List.of()))
        .isFalse();
  }

  @Test
  void update_shorterPathStands_longerGoesBeforeIt() throws Exception {
    given("# all", "machine esm.ubuntu.com login bearer password all");

    file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "tA")), List.of());

    assertThat(Files.readAllLines(path))
        .containsExactly(
            "# all",
            "machine esm.ubuntu.com/infra/ubuntu/ login bearer password tA",
            "machine esm.ubuntu.com login bearer password all");
  }

  @Test
  void update_ownEntryInShadow_movesAndLosesItsDouble() throws Exception {
    given(
        "machine esm.ubuntu.com/ login bearer password all",
        "machine esm.ubuntu.com/infra/ubuntu/ login bearer password tA",
        "machine esm.ubuntu.com/infra/ubuntu/",
        "login bearer password old");

    file.update(List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "tA")), List.of());

    assertThat(Files.readAllLines(path))
        .containsExactly(
            "machine esm.ubuntu.com/infra/ubuntu/ login bearer password tA",
            "machine esm.ubuntu.com/ login bearer password all");
  }

  @Test
  void update_openMode_isClosed() throws Exception {
    List<AuthEntry> entries = List.of(entry("https://esm.ubuntu.com/infra/ubuntu", "tA"));
    file.update(entries, List.of());
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(file.update(entries, List.of())).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void update_samePlaceTwiceOrManyWords_isRefusedAndFileStays() throws Exception {
    given("# mine");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                file.update(
                    List.of(entry("https://h/a", "x"), entry("https://h/a/", "y")), List.of()))
        .withMessage("two credentials are given for h/a/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> file.update(List.of(entry("https://h/a", "x\nmachine evil")), List.of()))
        .withMessage("user or password for h/a/ must be a single word");
    assertThat(path).hasContent("# mine\n");
  }
}
