package dev.pop.core.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A decoder whose failures are all {@link IOException}s: some answer damaged data with run-time
 * exceptions.
 */
final class DecoderStream extends FilterInputStream {
  DecoderStream(InputStream decoder) {
    super(decoder);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    try {
      return super.skip(count);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  static IOException damaged(RuntimeException e) {
    return new IOException("the compressed data is damaged: " + e.getMessage(), e);
  }
}
