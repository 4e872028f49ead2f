package dev.pop.core.http;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import java.util.Optional;

/**
 * A file of an archive and what its body must be.
 *
 * @param upstreams where it can be fetched from, with the credentials to send
 * @param path below the base, not percent-encoded; empty segments and {@code ..} are not allowed
 * @param minSize the least number of bytes that the body may have
 * @param maxSize the largest; equal to {@code minSize} when the size is known
 * @param checksum what the body must hash to, when known
 */
@Internal
public record RemoteFile(
    Upstreams upstreams, String path, long minSize, long maxSize, Optional<Checksum> checksum) {
  public RemoteFile {
    checkArgument(0 <= minSize && minSize <= maxSize, "sizes %s to %s", minSize, maxSize);
  }

  /** A file of known size and digest. */
  public static RemoteFile exactly(Upstreams upstreams, String path, long size, Checksum checksum) {
    return new RemoteFile(upstreams, path, size, size, Optional.of(checksum));
  }

  /** A file of known size and digest that one server alone has. */
  public static RemoteFile exactly(ArchiveUrl archive, String path, long size, Checksum checksum) {
    return exactly(Upstreams.of(archive), path, size, checksum);
  }

  /** A file of known size. */
  public static RemoteFile ofSize(Upstreams upstreams, String path, long size) {
    return new RemoteFile(upstreams, path, size, size, Optional.empty());
  }

  /** A file of which nothing is known but that more than {@code maxSize} bytes cannot be right. */
  public static RemoteFile upTo(Upstreams upstreams, String path, long maxSize) {
    return new RemoteFile(upstreams, path, 0, maxSize, Optional.empty());
  }

  /** As {@link #upTo(Upstreams, String, long)}, of one server alone. */
  public static RemoteFile upTo(ArchiveUrl archive, String path, long maxSize) {
    return upTo(Upstreams.of(archive), path, maxSize);
  }

  /** The same file under another path, such as its name below {@code by-hash}. */
  public RemoteFile at(String otherPath) {
    return new RemoteFile(upstreams, otherPath, minSize, maxSize, checksum);
  }

  /** The server that is asked for it: the preferred one. */
  public ArchiveUrl upstream() {
    return upstreams.first();
  }

  /** Where it is, for messages: without credentials. */
  public String location() {
    return upstream().location() + "/" + path;
  }
}
