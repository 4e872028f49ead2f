package dev.pop.mirror.plan;

import com.google.common.math.LongMath;
import dev.pop.core.apt.FormatException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Fails when a text is longer or shorter than it must be: at once when it grows too long, so that a
 * small file cannot unpack without end.
 */
final class ExactSizeStream extends FilterInputStream {
  /** What an index may decode to at most when {@code Release} does not list its plain form. */
  static final long MAX_UNLISTED_BYTES = 8L << 30;

  /** Real indices become a tenth, hardly one a hundredth. */
  private static final long MAX_UNLISTED_RATIO = 200;

  /** No bomb is so small. */
  private static final long HARMLESS_BYTES = 16L << 20;

  private final long min;
  private final long max;
  private final String listed;
  private long seen;

  private ExactSizeStream(InputStream in, long min, long max, String listed) {
    super(in);
    this.min = min;
    this.max = max;
    this.listed = listed;
  }

  /** A text of which {@code Release} lists the size. */
  static ExactSizeStream listed(InputStream in, long size) {
    return new ExactSizeStream(in, size, size, String.valueOf(size));
  }

  /**
   * A text of which nobody says how long it is.
   *
   * @param packedBytes what it takes in the form that it is unpacked from
   */
  static ExactSizeStream unlisted(InputStream in, long packedBytes) {
    long most =
        Math.max(HARMLESS_BYTES, LongMath.saturatedMultiply(packedBytes, MAX_UNLISTED_RATIO));
    return new ExactSizeStream(in, 0, Math.min(MAX_UNLISTED_BYTES, most), "no such size");
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
    if (seen > max) {
      throw new OtherTextException(
          "it decodes to more than " + max + " bytes, but Release lists " + listed);
    }
    if (read < 0 && seen < min) {
      throw new FormatException("it decodes to " + seen + " bytes, but Release lists " + listed);
    }
    return read;
  }
}
