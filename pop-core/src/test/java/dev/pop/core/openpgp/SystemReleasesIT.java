package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keyrings of the machine, and what apt has fetched with them, if it has. */
class SystemReleasesIT {
  private static final List<Path> KEYRINGS =
      Stream.of("/usr/share/keyrings", "/etc/apt/keyrings", "/etc/apt/trusted.gpg.d")
          .map(Path::of)
          .filter(Files::isDirectory)
          .toList();

  @TempDir private Path home;

  /** A machine with apt has the keyrings of its distribution. */
  @Test
  void keyringsOfTheMachine_areReadWithAllTheirKeys() throws Exception {
    List<Path> files = new ArrayList<>();
    for (Path directory : KEYRINGS) {
      files.addAll(files(directory, "*.{gpg,asc}"));
    }

    assertThat(files).isNotEmpty();
    for (Path file : files) {
      List<String> known = keysThatGpgSees(file);
      assertThat(known).as("%s", file).isNotEmpty();
      TrustedKeys keys = TrustedKeys.load(List.of(file));
      assertThat(known)
          .as("%s", file)
          .allSatisfy(
              id ->
                  assertThat(keys.withKeyId(Long.parseUnsignedLong(id, 16)))
                      .as("key %s", id)
                      .isNotEmpty());
    }
  }

  @Test
  void releasesOfTheMachine_areTrustedUnlessTampered() throws Exception {
    TrustedKeys keys = TrustedKeys.load(KEYRINGS);
    ReleaseVerifier verifier = new ReleaseVerifier(keys, SignedBy.ANY, Clock.systemUTC());

    assertThat(keys.warnings()).isEmpty();
    assertThat(keys.isEmpty()).isFalse();
    for (Path file : files(Path.of("/var/lib/apt/lists"), "*_InRelease")) {
      byte[] inRelease = Files.readAllBytes(file);
      Verification verification = verifier.verifyInline(inRelease);
      assertThat(verification.isTrusted()).as("%s: %s", file, verification).isTrue();
      String tampered =
          new String(inRelease, StandardCharsets.ISO_8859_1)
              .replaceFirst("\nOrigin: ", "\nOrigin: x");
      assertThat(verifier.verifyInline(tampered.getBytes(StandardCharsets.ISO_8859_1)).isTrusted())
          .as("%s, tampered", file)
          .isFalse();
    }
  }

  private static List<Path> files(Path directory, String names) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, names)) {
      entries.forEach(files::add);
    }
    return files;
  }

  /** The key ids of primary keys and subkeys. */
  private List<String> keysThatGpgSees(Path keyring) throws Exception {
    Path output = home.resolve("output");
    Process process =
        new ProcessBuilder(
                "gpg",
                "--homedir",
                home.toString(),
                "--batch",
                "--with-colons",
                "--show-keys",
                keyring.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("pub:") || line.startsWith("sub:"))
          .map(line -> line.split(":", -1)[4])
          .toList();
    }
  }
}
