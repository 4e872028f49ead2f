package dev.pop.core.http;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import java.util.Optional;

/**
 * A file of an archive and what its body must be.
 *
 * @param archive the base, with the credentials to send
 * @param path below the base, not percent-encoded; empty segments and {@code ..} are not allowed
 * @param minSize the least number of bytes that the body may have
 * @param maxSize the largest; equal to {@code minSize} when the size is known
 * @param checksum what the body must hash to, when known
 */
@Internal
public record RemoteFile(
    ArchiveUrl archive, String path, long minSize, long maxSize, Optional<Checksum> checksum) {
  public RemoteFile {
    checkArgument(0 <= minSize && minSize <= maxSize, "sizes %s to %s", minSize, maxSize);
  }

  /** A file of known size and digest. */
  public static RemoteFile exactly(ArchiveUrl archive, String path, long size, Checksum checksum) {
    return new RemoteFile(archive, path, size, size, Optional.of(checksum));
  }

  /** A file of which nothing is known but that more than {@code maxSize} bytes cannot be right. */
  public static RemoteFile upTo(ArchiveUrl archive, String path, long maxSize) {
    return new RemoteFile(archive, path, 0, maxSize, Optional.empty());
  }

  /** The same file under another path, such as its name below {@code by-hash}. */
  public RemoteFile at(String otherPath) {
    return new RemoteFile(archive, otherPath, minSize, maxSize, checksum);
  }

  /** Where it is, for messages: without credentials. */
  public String location() {
    return archive.location() + "/" + path;
  }
}
