package dev.pop.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Output that is kept until it is clear whether anybody shall see it. When there is very much of
 * it, somebody shall.
 */
final class BufferedOutput extends OutputStream {
  private static final int MOST_BYTES = 1 << 20;

  private final PrintStream target;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean released;

  BufferedOutput(PrintStream target) {
    this.target = target;
  }

  /** What takes the output. */
  PrintStream stream() {
    return new PrintStream(this, true, Charset.defaultCharset());
  }

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (released) {
      target.write(bytes, offset, length);
      return;
    }
    held.write(bytes, offset, length);
    if (held.size() > MOST_BYTES) {
      release();
    }
  }

  /** Lets everything out, and from now on at once. */
  synchronized void release() {
    released = true;
    try {
      held.writeTo(target);
    } catch (IOException e) {
      throw new IllegalStateException("a PrintStream keeps its failures to itself", e);
    }
    held.reset();
    target.flush();
  }
}
