package dev.pop.mirror.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes the package files of both days, of each only a piece at a time. For one thread. */
final class BenchPool {
  private final byte[] buffer = new byte[64 * 1024];
  private final boolean bodies;
  private final Map<String, BenchDigests> written = new HashMap<>();

  /** If no bodies are to be written, the digests of a file are those of its path. */
  BenchPool(boolean bodies) {
    this.bodies = bodies;
  }

  /** The digests of a file, which must have been written if there are bodies. */
  BenchDigests digests(BenchFile file) {
    if (!bodies) {
      byte[] path = file.path().getBytes(UTF_8);
      return new BenchDigests.Builder().update(path, path.length).end();
    }
    BenchDigests digests = written.get(file.path());
    if (digests == null) {
      throw new IllegalArgumentException(file.path() + " was not written");
    }
    return digests;
  }

  /** Writes a file below {@code root}. */
  void write(Path root, BenchFile file, Instant modified) throws IOException {
    if (!bodies) {
      return;
    }
    Path target = root.resolve(file.path());
    Files.createDirectories(target.resolveSibling(""));
    SplittableRandom random = BenchSource.random(file.path());
    BenchDigests.Builder digests = new BenchDigests.Builder();
    try (OutputStream out = Files.newOutputStream(target)) {
      for (long left = file.size(); left > 0; ) {
        random.nextBytes(buffer);
        int length = (int) Math.min(left, buffer.length);
        digests.update(buffer, length);
        out.write(buffer, 0, length);
        left -= length;
      }
    }
    Files.setLastModifiedTime(target, FileTime.from(modified));
    written.put(file.path(), digests.end());
  }

  /** The file as another root has it, or newly written if that has none. */
  void linkOrWrite(Path root, Path otherRoot, BenchFile file, Instant modified) throws IOException {
    if (!bodies || !written.containsKey(file.path())) {
      write(root, file, modified);
      return;
    }
    Path target = root.resolve(file.path());
    Files.createDirectories(target.resolveSibling(""));
    Files.createLink(target, otherRoot.resolve(file.path()));
  }
}
