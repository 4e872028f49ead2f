package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures and keyrings as the real {@code gpgv} judges them. */
class SigningKeyIT {
  private static final Instant BORN = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant SIGNED = Instant.parse("2024-02-03T04:05:06Z");
  private static final String TEXT = "Origin: Sample\n- dashed\n-----\n\ntrailing \t\n\n";

  @TempDir private Path directory;
  private final SigningKey key = SigningKey.generate("Sample Archive <sample@example.com>", BORN);

  @BeforeEach
  void writeKeyring() throws Exception {
    Files.write(directory.resolve("keyring.gpg"), key.publicKeyring());
  }

  @Test
  void gpgv_acceptsClearSignedText() throws Exception {
    Files.writeString(directory.resolve("InRelease"), key.clearSign(TEXT, SIGNED));

    Result result = gpgv("--output", "text", "InRelease");

    assertThat(result.status()).contains("VALIDSIG " + key.fingerprint() + " 2024-02-03");
    assertThat(result.exitCode()).isZero();
    assertThat(directory.resolve("text")).content().startsWith("Origin: Sample\n- dashed\n-----\n");
  }

  @Test
  void gpgv_acceptsDetachedSignature() throws Exception {
    byte[] release = TEXT.getBytes(StandardCharsets.UTF_8);
    Files.write(directory.resolve("Release"), release);
    Files.writeString(directory.resolve("Release.gpg"), key.detachSign(release, SIGNED));

    Result result = gpgv("Release.gpg", "Release");

    assertThat(result.status()).contains("GOODSIG").contains("VALIDSIG " + key.fingerprint());
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void gpgv_refusesChangedText() throws Exception {
    String message = key.clearSign(TEXT, SIGNED).replace("Sample", "Simple");
    Files.writeString(directory.resolve("InRelease"), message);

    Result result = gpgv("InRelease");

    assertThat(result.status()).contains("BADSIG");
    assertThat(result.exitCode()).isNotZero();
  }

  private Result gpgv(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("gpgv", "--status-fd", "1", "--keyring", "./keyring.gpg"));
    command.addAll(List.of(arguments));
    Path status = directory.resolve("status");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(status.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), Files.readString(status));
  }

  private record Result(int exitCode, String status) {}
}
