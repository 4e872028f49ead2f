package dev.pop.mirror.plan;

import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The signed file of a published suite that clients read first. */
public final class ReleaseOnDisk {
  private ReleaseOnDisk() {}

  /**
   * What it says; empty when neither {@code InRelease} nor {@code Release} is there.
   *
   * @param root of the archive in the mirror
   * @throws FormatException if it cannot be understood
   */
  public static Optional<ReleaseFile> read(Suite suite, Path root) throws IOException {
    Optional<byte[]> inRelease = inRelease(suite, root);
    if (inRelease.isPresent()) {
      return Optional.of(ReleaseFile.parseInRelease(inRelease.get()));
    }
    Optional<byte[]> release = bytes(root.resolve(suite.resolve("Release")));
    return release.isPresent() ? Optional.of(ReleaseFile.parse(release.get())) : Optional.empty();
  }

  /** The bytes of {@code InRelease}, if it is there. */
  public static Optional<byte[]> inRelease(Suite suite, Path root) throws IOException {
    return bytes(root.resolve(suite.resolve("InRelease")));
  }

  private static Optional<byte[]> bytes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
