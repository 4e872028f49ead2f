package dev.pop.core.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The text of gzip members in a row. Zero bytes behind the last one mean nothing, as gzip and apt
 * have it: tools that write in blocks leave them there. Anything else behind it is damage.
 */
final class GzipMembers extends InputStream {
  private final BufferedInputStream in;
  private final int bufferBytes;
  private GzipCompressorInputStream member;

  GzipMembers(InputStream in, int bufferBytes) throws IOException {
    this.in = new BufferedInputStream(in, bufferBytes);
    this.bufferBytes = bufferBytes;
    this.member = nextMember();
  }

  /** It leaves what is behind the member in {@link #in}, which can be marked. */
  private GzipCompressorInputStream nextMember() throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(in)
        .setBufferSize(bufferBytes)
        .setDecompressConcatenated(false)
        .get();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = member.read(buffer, offset, length);
    while (read < 0) {
      if (isEnd()) {
        return -1;
      }
      member = nextMember();
      read = member.read(buffer, offset, length);
    }
    return read;
  }

  /** Whether nothing but zero bytes is left. */
  private boolean isEnd() throws IOException {
    in.mark(1);
    int next = in.read();
    if (next > 0) {
      in.reset();
      return false;
    }
    while (next == 0) {
      next = in.read();
    }
    if (next > 0) {
      throw new IOException("there is something else than zero bytes behind its end");
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
