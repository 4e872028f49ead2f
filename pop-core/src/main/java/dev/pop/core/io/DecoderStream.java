package dev.pop.core.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A decoder whose failures are all {@link DamagedDataException}s: some answer damaged data with
 * run-time exceptions.
 */
final class DecoderStream extends FilterInputStream {
  private final Compression form;

  DecoderStream(InputStream decoder, Compression form) {
    super(decoder);
    this.form = form;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws DamagedDataException {
    try {
      return super.read(bytes, offset, length);
    } catch (IOException | RuntimeException e) {
      throw new DamagedDataException(form, e);
    }
  }

  @Override
  public long skip(long count) throws DamagedDataException {
    try {
      return super.skip(count);
    } catch (IOException | RuntimeException e) {
      throw new DamagedDataException(form, e);
    }
  }
}
