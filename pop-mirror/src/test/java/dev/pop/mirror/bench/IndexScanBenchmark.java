package dev.pop.mirror.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.PoolFileScanner;
import dev.pop.core.io.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time to read a {@code Packages} of 20,000 source packages' files, decoded while it is scanned.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class IndexScanBenchmark {
  private static final int SOURCES = 20_000;

  /** The form of the index. */
  @Param({"NONE", "GZIP", "XZ", "ZSTD", "LZ4"})
  public Compression form = Compression.NONE;

  private byte[] index = {};

  /** Makes the index and tells its sizes, without which the times say little. */
  @Setup
  public void makeIndex() throws IOException {
    List<BenchSource> sources = new ArrayList<>();
    for (int number = 0; number < SOURCES; number++) {
      sources.add(BenchSource.of(number, 1, BodySizes.ofMean(500_000)));
    }
    BenchIndices indices = new BenchIndices(sources, new BenchPool(false)::digests);
    byte[] text = indices.packages(sources, "amd64").getBytes(UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = form.encode(packed)) {
      out.write(text);
    }
    index = packed.toByteArray();
    System.out.printf("%n# %d bytes of text, %d bytes as %s%n", text.length, index.length, form);
  }

  @Benchmark
  public void scan(Blackhole sink) throws IOException {
    try (InputStream text = form.decode(new ByteArrayInputStream(index))) {
      PoolFileScanner.scanPackages(
          text,
          file -> {
            sink.consume(file.pathLength());
            sink.consume(file.size());
          });
    }
  }
}
