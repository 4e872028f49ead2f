package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real tools pack and unpack, members in a row included. */
class CompressionIT {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "GZIP, gzip -9",
    "XZ, xz -9",
    "BZIP2, bzip2 -1",
    "ZSTD, zstd -q -19",
    "LZ4, lz4 -q -9"
  })
  void decode_twoMembersOfTheTool_isOneText(Compression form, String tool) throws Exception {
    byte[] first = CompressionTest.text(400_000);
    byte[] second = CompressionTest.text(10);

    byte[] members = CompressionTest.join(run(tool + " -c", first), run(tool + " -c", second));

    assertThat(CompressionTest.decode(form, members))
        .isEqualTo(CompressionTest.join(first, second));
  }

  @ParameterizedTest
  @CsvSource({"GZIP, gzip", "XZ, xz", "BZIP2, bzip2", "ZSTD, zstd -q", "LZ4, lz4 -q"})
  void encode_isReadByTheTool(Compression form, String tool) throws Exception {
    byte[] text = CompressionTest.text(400_000);

    assertThat(run(tool + " -dc", CompressionTest.encode(form, text))).isEqualTo(text);
  }

  private byte[] run(String command, byte[] input) throws Exception {
    Path in = Files.write(directory.resolve("in"), input);
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(Splitter.on(' ').splitToList(command))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllBytes(out);
  }
}
