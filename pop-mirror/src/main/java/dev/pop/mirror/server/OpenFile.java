package dev.pop.mirror.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A file held open for one response, so that its headers and its bytes are of the same version even
 * if another file is renamed over it meanwhile. For one request; not safe for use by several.
 */
final class OpenFile implements Closeable {
  private static final int ATTEMPTS = 5;

  private final SeekableByteChannel channel;
  private final BasicFileAttributes attributes;

  private OpenFile(SeekableByteChannel channel, BasicFileAttributes attributes) {
    this.channel = channel;
    this.attributes = attributes;
  }

  /**
   * Opens {@code file}, which must be a regular one.
   *
   * @throws IOException if it is gone, cannot be read, or is replaced faster than it can be opened
   */
  static OpenFile open(Path file) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      BasicFileAttributes before = attributes(file);
      SeekableByteChannel channel = Files.newByteChannel(file);
      try {
        if (isSameVersion(before, attributes(file))) {
          return new OpenFile(channel, before);
        }
        channel.close();
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
    throw new IOException(file + " is being replaced again and again");
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  private static boolean isSameVersion(BasicFileAttributes one, BasicFileAttributes other) {
    return one.size() == other.size()
        && one.lastModifiedTime().equals(other.lastModifiedTime())
        && Objects.equals(one.fileKey(), other.fileKey());
  }

  SeekableByteChannel channel() {
    return channel;
  }

  /** In bytes. */
  long size() {
    return attributes.size();
  }

  /** To the second, as HTTP has it. */
  Instant lastModified() {
    return attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** A strong entity tag: of two files under one name, at least one of these parts differs. */
  String entityTag() {
    return "\"%x.%x.%x\""
        .formatted(
            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            attributes.size(),
            Objects.hashCode(attributes.fileKey()));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
