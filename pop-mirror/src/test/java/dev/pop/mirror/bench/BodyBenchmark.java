package dev.pop.mirror.bench;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.RemoteFile;
import dev.pop.core.http.TransportOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to take one body: read, hashed and written on the way, from an archive on this computer, so
 * that no network is measured; and beside it, time to hash the same bytes alone. The files lie in
 * {@code java.io.tmpdir}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls makeArchive before all else
public class BodyBenchmark {
  /** Size of the body in bytes. */
  @Param({"4096", "65536", "1048576", "33554432"})
  public int size;

  private byte[] body;
  private Path directory;
  private Path target;
  private RemoteFile file;
  private Downloader downloader;

  @Setup
  public void makeArchive() throws Exception {
    directory = Files.createTempDirectory("body");
    body = new byte[size];
    new Random(1).nextBytes(body);
    Files.write(directory.resolve("body"), body);
    target = directory.resolve("target");
    Checksum digest = Checksum.of(HashAlgorithm.SHA256, hash());
    ArchiveUrl archive = ArchiveUrl.parse("file:" + directory);
    file = RemoteFile.exactly(archive, "body", size, digest);
    downloader = Downloader.create(1, TransportOptions.DEFAULT);
  }

  @TearDown
  public void removeArchive() throws Exception {
    downloader.close();
    Files.deleteIfExists(target);
    Files.delete(directory.resolve("body"));
    Files.delete(directory);
  }

  @Benchmark
  public FetchedFile hashAndWrite() throws Exception {
    return downloader.fetch(file, target);
  }

  @Benchmark
  public byte[] hash() {
    return HashAlgorithm.SHA256.newDigest().digest(body);
  }
}
