package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownKeyringsTest {
  private static final String INFRA = "ubuntu-pro-esm-infra.gpg";

  @TempDir Path directory;
  private Path packaged;
  private Path copies;
  private KnownKeyrings system;
  private KnownKeyrings pop;

  @BeforeEach
  void places() throws IOException {
    packaged = Files.createDirectories(directory.resolve("packaged"));
    copies = Files.createDirectories(directory.resolve("copies"));
    Path none = directory.resolve("none");
    system = new KnownKeyrings(none, none, packaged, Optional.empty());
    pop = system.withCopies(copies);
  }

  private static ArchiveUrl infra() throws Exception {
    return ArchiveUrl.parse("https://esm.ubuntu.com/infra/ubuntu");
  }

  @Test
  void of_copyAlone_counts() throws Exception {
    Path copy = Files.writeString(copies.resolve(INFRA), "keys");

    assertThat(pop.of(infra())).containsExactly(copy);
    assertThat(system.of(infra())).isEmpty();
    assertThat(pop.of(ArchiveUrl.parse("https://esm.ubuntu.com/apps/ubuntu"))).isEmpty();
  }

  @Test
  void of_packagedAndCopy_bothCount() throws Exception {
    Path keyring = Files.writeString(packaged.resolve(INFRA), "new keys");
    Path copy = Files.writeString(copies.resolve(INFRA), "keys");

    assertThat(pop.of(infra())).containsExactly(keyring, copy);
  }

  @Test
  void ofSystem_copies_asADirectoryWhoseFilesMayBeAnything() throws Exception {
    Files.writeString(copies.resolve("own.gpg"), "keys");

    assertThat(pop.ofSystem()).containsExactly(copies);
    assertThat(system.ofSystem()).isEmpty();
    assertThat(system.withCopies(directory.resolve("missing")).ofSystem()).isEmpty();
  }
}
