package dev.pop.mirror.plan;

import dev.pop.core.apt.FormatException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Fails when a text is longer or shorter than it must be: at once when it grows too long, so that a
 * small file cannot unpack without end.
 */
final class ExactSizeStream extends FilterInputStream {
  private final long min;
  private final long max;
  private long seen;

  ExactSizeStream(InputStream in, long min, long max) {
    super(in);
    this.min = min;
    this.max = max;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    if (read > 0) {
      seen += read;
    }
    if (seen > max || (read < 0 && seen < min)) {
      throw new FormatException(
          "it decodes to "
              + (seen > max ? "more than " + max : seen)
              + " bytes, but Release lists "
              + (min == max ? String.valueOf(max) : "no such size"));
    }
    return read;
  }
}
