package dev.pop.mirror.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.plan.FileTable;
import java.util.Arrays;
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

/** Time to put the files of an archive into a table, and to find what another table lacks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlanBenchmark {
  private static final int DIGEST_BYTES = HashAlgorithm.SHA256.byteLength();

  /** Number of files. */
  @Param({"100000", "1000000"})
  public int files;

  private byte[][] paths = {};
  private byte[] digests = {};
  private FileTable known = new FileTable();
  private FileTable plan = new FileTable();

  /** Makes the files, and a table of the day before in which three files of a hundred differ. */
  @Setup
  public void makeFiles() {
    paths = new byte[files][];
    int made = 0;
    for (int number = 0; made < files; number++) {
      for (BenchFile file : BenchSource.of(number, 1, BodySizes.ofMean(500_000)).files()) {
        if (made < files) {
          paths[made++] = file.path().getBytes(UTF_8);
        }
      }
    }
    digests = new byte[files + DIGEST_BYTES];
    BenchSource.random("digests").nextBytes(digests);
    plan = build();
    known = new FileTable();
    for (int i = 0; i < files; i++) {
      add(known, i, i % 100 < 3 ? i + 1 : i);
    }
  }

  @Benchmark
  public FileTable build() {
    FileTable table = new FileTable();
    for (int i = 0; i < files; i++) {
      add(table, i, i);
    }
    return table;
  }

  private void add(FileTable table, int i, int size) {
    byte[] digest = Arrays.copyOfRange(digests, i, i + DIGEST_BYTES);
    table.add(paths[i], paths[i].length, size, HashAlgorithm.SHA256, digest);
  }

  @Benchmark
  public int diff() {
    int missing = 0;
    for (int id = 0; id < plan.count(); id++) {
      if (known.findSame(plan, id) == FileTable.NONE) {
        missing++;
      }
    }
    return missing;
  }
}
