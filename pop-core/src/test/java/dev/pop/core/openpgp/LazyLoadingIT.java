package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.ReleaseFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run without a verification does not pay for the OpenPGP library. */
class LazyLoadingIT {
  private static final String LIBRARY = " org.bouncycastle.";

  @TempDir private Path directory;

  @Test
  void library_isLoadedByTheFirstVerificationOnly() throws Exception {
    Instant now = Instant.now().minusSeconds(1);
    SigningKey key = SigningKey.generate("Sample <s@example.com>", now);
    Files.write(directory.resolve("ring.gpg"), key.publicKeyring());
    Files.writeString(
        directory.resolve("InRelease"), key.clearSign("Origin: Sample\nSHA256:\n", now));

    assertThat(loadedClasses("prepare")).contains(" dev.pop.core.openpgp.ReleaseVerifier");
    assertThat(loadedClasses("prepare")).doesNotContain(LIBRARY);
    assertThat(loadedClasses("verify")).contains(LIBRARY);
  }

  private String loadedClasses(String deed) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                deed)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  /** Does what a run does up to its first verification, or that too. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      TrustedKeys keys = TrustedKeys.load(List.of(Path.of("ring.gpg")));
      ReleaseVerifier verifier = new ReleaseVerifier(keys, SignedBy.ANY, Clock.systemUTC());
      byte[] inRelease = Files.readAllBytes(Path.of("InRelease"));
      ReleaseFile.parseInRelease(inRelease);
      if (arguments[0].equals("verify")) {
        verifier.verifyInline(inRelease).trustedText();
      }
    }
  }
}
