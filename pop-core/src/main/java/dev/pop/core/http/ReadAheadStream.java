package dev.pop.core.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads from the network in large pieces. HTTP clients take 8 KiB at a time and TLS a header of
 * five bytes before each record, each of which would cost system calls. Unlike {@link
 * java.io.BufferedInputStream} it never waits for more than has arrived.
 */
final class ReadAheadStream extends FilterInputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  ReadAheadStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
    }
    return limit > 0;
  }

  /** What is in the buffer goes first; TLS empties a connection that it gives up in this way. */
  @Override
  public long skip(long count) throws IOException {
    if (count <= 0 || !fill()) {
      return 0;
    }
    int skipped = (int) Math.min(count, limit - position);
    position += skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return limit - position + in.available();
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
