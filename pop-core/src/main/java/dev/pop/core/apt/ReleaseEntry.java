package dev.pop.core.apt;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.Internal;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/**
 * One file that a {@code Release} lists.
 *
 * @param path relative to the directory of the {@code Release} file, checked by {@link ArchivePath}
 * @param size in bytes
 * @param checksums every digest that is listed for it; at least one
 */
@Internal
public record ReleaseEntry(String path, long size, Map<HashAlgorithm, Checksum> checksums) {
  public ReleaseEntry {
    checkArgument(size >= 0, "size of %s is negative: %s", path, size);
    checkArgument(!checksums.isEmpty(), "%s has no digest", path);
    checksums = Collections.unmodifiableMap(new EnumMap<>(checksums));
  }

  /** The digest of the strongest algorithm listed. */
  public Checksum strongest() {
    return Collections.max(checksums.values(), Comparator.comparing(Checksum::algorithm));
  }

  /**
   * Where the file also lies, under one of its digests: relative to the directory of {@code
   * Release}.
   */
  public String byHashPath(Checksum checksum) {
    String directory = path.substring(0, path.lastIndexOf('/') + 1);
    return directory + "by-hash/" + checksum.algorithm().releaseField() + "/" + checksum.hex();
  }
}
