package dev.pop.mirror.plan;

import dev.pop.core.apt.FormatException;
import dev.pop.core.io.Compression;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Turns what a decoder says of damaged data into the exception that every reader of indices throws.
 */
final class DecodingStream extends FilterInputStream {
  private final Compression compression;

  DecodingStream(InputStream decoder, Compression compression) {
    super(decoder);
    this.compression = compression;
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
    } catch (IOException e) {
      throw damaged(compression, e);
    }
  }

  static FormatException damaged(Compression compression, IOException e) {
    return new FormatException(
        compression == Compression.NONE
            ? "it cannot be read: " + e.getMessage()
            : "it is no sound "
                + compression.extension()
                + " file: "
                + (e.getMessage() == null ? "it ends too soon" : e.getMessage()),
        e);
  }
}
