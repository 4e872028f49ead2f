package dev.pop.mirror.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/**
 * A file held open for one answer, so that its headers and its bytes are of the same version even
 * if another file is renamed over it meanwhile. For one request; not safe for use by several.
 */
final class OpenFile implements HttpContent, Closeable {
  private static final int ATTEMPTS = 5;

  private final Resource resource;
  private final SeekableByteChannel channel;
  private final BasicFileAttributes attributes;
  private final ByteBufferPool.Sized buffers;
  private final boolean head;

  private OpenFile(
      Resource resource,
      SeekableByteChannel channel,
      BasicFileAttributes attributes,
      ByteBufferPool.Sized buffers,
      boolean head) {
    this.resource = resource;
    this.channel = channel;
    this.attributes = attributes;
    this.buffers = buffers;
    this.head = head;
  }

  /**
   * Opens {@code file}, which must be a regular one.
   *
   * @param head whether the body will be asked for, but not sent
   * @throws IOException if it is gone, cannot be read, or is replaced faster than it can be opened
   */
  static OpenFile open(Path file, ByteBufferPool.Sized buffers, boolean head) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      BasicFileAttributes before = attributes(file);
      SeekableByteChannel channel = Files.newByteChannel(file);
      try {
        Resource resource = ResourceFactory.root().newResource(file);
        if (resource != null && isSameVersion(before, attributes(file))) {
          return new OpenFile(resource, channel, before, buffers, head);
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

  /**
   * Whether the file is the version that If-Range names; yes if the request has none. A date counts
   * only when it equals Last-Modified, a weak entity tag never.
   */
  boolean isStill(HttpFields request) {
    String condition = request.get(HttpHeader.IF_RANGE);
    if (condition == null) {
      return true;
    }
    String validator = condition.strip();
    return validator.equals(getETagValue()) || validator.equals(getLastModifiedValue());
  }

  @Override
  public void writeTo(Content.Sink sink, long offset, long length, Callback callback) {
    long first = Math.max(offset, 0);
    long count = length < 0 ? attributes.size() - first : length;
    if (head || count == 0) {
      sink.write(true, ByteBuffer.allocate(0), callback);
      return;
    }
    Content.copy(Content.Source.from(buffers, channel, first, count), sink, callback);
  }

  /** Closes the file. Jetty may have done so before, having read all of it. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A strong tag: of two files under one name, at least one of these differs. No part may hold a
   * hyphen, for Jetty cuts a tag at its last one when it compares.
   */
  @Override
  public HttpField getETag() {
    return new HttpField(
        HttpHeader.ETAG,
        "\"%x.%x.%x\""
            .formatted(
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                attributes.size(),
                Objects.hashCode(attributes.fileKey())));
  }

  @Override
  public Instant getLastModifiedInstant() {
    return attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public HttpField getLastModified() {
    return new HttpField(HttpHeader.LAST_MODIFIED, getLastModifiedValue());
  }

  private String getLastModifiedValue() {
    return DateGenerator.formatDate(getLastModifiedInstant().toEpochMilli());
  }

  @Override
  public HttpField getContentLength() {
    return new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, attributes.size());
  }

  @Override
  public long getContentLengthValue() {
    return attributes.size();
  }

  @Override
  public Resource getResource() {
    return resource;
  }

  /** None: apt does not read it, and a file is never to be taken for a compressed variant. */
  @Override
  public @Nullable HttpField getContentType() {
    return null;
  }

  @Override
  public @Nullable HttpField getContentEncoding() {
    return null;
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return null;
  }

  @Override
  public MimeTypes.@Nullable Type getMimeType() {
    return null;
  }

  @Override
  public Set<CompressedContentFormat> getPreCompressedContentFormats() {
    return Set.of();
  }
}
