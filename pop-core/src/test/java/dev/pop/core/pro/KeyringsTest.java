package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringsTest {
  @TempDir Path root;
  private Path given;
  private Path system;
  private Path target;
  private Keyrings keyrings;

  @BeforeEach
  void setUp() throws Exception {
    given = Files.createDirectory(root.resolve("given"));
    system = Files.createDirectory(root.resolve("system"));
    target = root.resolve("etc/apt/trusted.gpg.d");
    keyrings = new Keyrings(List.of(given, system));
  }

  @Test
  void install_givenDirectoryFirstThenSystem() throws Exception {
    Files.writeString(given.resolve("ubuntu-pro-fips.gpg"), "given");
    Files.writeString(system.resolve("ubuntu-pro-fips.gpg"), "system");
    Files.writeString(system.resolve("ubuntu-pro-cis.gpg"), "cis");

    Keyrings.Installed result =
        keyrings.install(
            List.of(
                ServiceCatalogue.require("fips"),
                ServiceCatalogue.require("fips-updates"),
                ServiceCatalogue.require("usg"),
                ServiceCatalogue.require("landscape")),
            target);

    assertThat(result.missing()).isEmpty();
    assertThat(result.installed()).containsOnlyKeys("fips", "fips-updates", "cis");
    assertThat(target.resolve("ubuntu-pro-fips.gpg")).hasContent("given");
    assertThat(target.resolve("ubuntu-pro-cis.gpg")).hasContent("cis");
  }

  @Test
  void install_missingOrEmpty_isNamedWithWhereItWasLookedFor() throws Exception {
    Files.createFile(given.resolve("ubuntu-pro-fips.gpg"));
    Files.createDirectory(system.resolve("ubuntu-pro-fips.gpg"));

    Keyrings.Installed result =
        keyrings.install(
            List.of(ServiceCatalogue.require("fips"), ServiceCatalogue.require("fips-updates")),
            target);

    assertThat(result.installed()).isEmpty();
    assertThat(result.missing().get(0))
        .hasToString(
            "keyring ubuntu-pro-fips.gpg of fips, fips-updates is not in "
                + given
                + " or "
                + system
                + "; install the package ubuntu-pro-client or name a directory that has it");
  }

  @Test
  void install_again_leavesTheCopyAlone() throws Exception {
    Files.writeString(given.resolve("ubuntu-pro-fips.gpg"), "key");
    List<ProService> fips = List.of(ServiceCatalogue.require("fips"));
    keyrings.install(fips, target);
    Path copy = target.resolve("ubuntu-pro-fips.gpg");
    Files.setLastModifiedTime(copy, FileTime.fromMillis(1000));

    keyrings.install(fips, target);
    assertThat(Files.getLastModifiedTime(copy).toMillis()).isEqualTo(1000);

    Files.writeString(given.resolve("ubuntu-pro-fips.gpg"), "new key");
    keyrings.install(fips, target);
    assertThat(copy).hasContent("new key");
  }
}
