package dev.pop.core.apt;

import java.io.ByteArrayInputStream;
import java.util.Random;

/** Gives its bytes in pieces of random size, as a network does. */
final class ChunkedStream extends ByteArrayInputStream {
  private final Random random;
  private final int maxChunk;

  ChunkedStream(byte[] bytes, Random random, int maxChunk) {
    super(bytes);
    this.random = random;
    this.maxChunk = maxChunk;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) {
    return super.read(target, offset, Math.min(length, 1 + random.nextInt(maxChunk)));
  }
}
