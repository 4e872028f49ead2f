package dev.pop.mirror.plan;

import dev.pop.core.Internal;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What is published of a suite, as it lies on this disk: its signed files, and what they say.
 * Nothing is remembered; each question reads what is there now.
 *
 * @param suite which one
 * @param root the archive's directory in the mirror, or in the skeleton
 */
@Internal
public record PublishedSuite(Suite suite, Path root) {
  /** The file that clients read first. */
  public static final String IN_RELEASE = "InRelease";

  public static final String RELEASE = "Release";
  public static final String SIGNATURE = "Release.gpg";

  /** Where a file lies; its name is relative to the suite's directory. */
  public Path file(String name) {
    return root.resolve(suite.resolve(name));
  }

  /** The signed files that are there, in the order in which they are published. */
  public List<String> signedNames() {
    return ReleaseSet.NAMES.stream().filter(name -> Files.exists(file(name))).toList();
  }

  /**
   * The bytes of a signed file; empty if it is not there.
   *
   * @throws IOException if it is there and cannot be read
   */
  public Optional<byte[]> bytes(String name) throws IOException {
    Path file = file(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // a run has just taken it away
    }
  }

  /**
   * What {@code InRelease} says, or {@code Release} where that is missing; empty when neither is
   * there.
   *
   * @throws FormatException if it cannot be understood
   */
  public Optional<ReleaseFile> release() throws IOException {
    Optional<ReleaseFile> inRelease = release(IN_RELEASE);
    return inRelease.isPresent() ? inRelease : release(RELEASE);
  }

  /**
   * What one of the two says; empty when it is not there.
   *
   * @param name {@link #IN_RELEASE} or {@link #RELEASE}
   * @throws FormatException if it cannot be understood
   */
  public Optional<ReleaseFile> release(String name) throws IOException {
    Optional<byte[]> bytes = bytes(name);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        name.equals(IN_RELEASE)
            ? ReleaseFile.parseInRelease(bytes.get())
            : ReleaseFile.parse(bytes.get()));
  }

  /** As {@link #release()}; one that cannot be understood is as good as none. */
  public Optional<ReleaseFile> readableRelease() throws IOException {
    try {
      return release();
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  /**
   * What the suite's Release says, or, of a suite that has none, what one would say of its indices.
   *
   * @throws FormatException if it cannot be understood
   */
  public ReleaseFile listing() throws IOException {
    Optional<ReleaseFile> release = release();
    return release.isPresent() ? release.get() : UnreleasedIndices.published(root, suite);
  }

  /**
   * When the {@code Release} was put there, by whatever program: its modification time is
   * upstream's, but the time of the last change of its file is the disk's own.
   */
  public Optional<Instant> placed() {
    try {
      FileTime changed = (FileTime) Files.getAttribute(file(RELEASE), "unix:ctime");
      return Optional.of(changed.toInstant().truncatedTo(ChronoUnit.SECONDS));
    } catch (IOException e) {
      return Optional.empty(); // not there
    }
  }
}
