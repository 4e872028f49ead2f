package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Fault;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes bodies to files, and checks size and digest on the way. */
final class BodyFile {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[BUFFER_BYTES]);

  /** A file that is open to be written behind its first {@code held} bytes. */
  record OpenTarget(Path file, long held, FileChannel channel) {}

  /**
   * Writes {@code body} to {@code place}, and closes it.
   *
   * @param who gives the bytes, such as "the server", for messages
   * @param transfer is told of every buffer
   * @return the number of bytes of the whole file
   * @throws FetchException if they are not those of {@code file}
   * @throws LocalFailure if the place cannot be written or read
   * @throws IOException if {@code body} fails
   */
  long write(RemoteFile file, Body body, OpenTarget place, String who, Transfer transfer)
      throws IOException, FetchException, InterruptedException {
    Optional<MessageDigest> digest =
        file.checksum().map(Checksum::algorithm).map(HashAlgorithm::newDigest);
    byte[] buffer = buffers.get();
    long size = place.held;
    try (FileChannel out = place.channel) {
      if (size > 0 && digest.isPresent()) {
        hash(out, size, digest.get(), buffer, transfer);
      }
      Filling filling = new Filling(body, buffer);
      for (int read = filling.next(); read > 0; read = filling.next()) {
        size += read;
        if (size > file.maxSize()) {
          checkSize(file, size, who + " sends at least");
        }
        if (digest.isPresent()) {
          digest.get().update(buffer, 0, read);
        }
        write(out, place.file, ByteBuffer.wrap(buffer, 0, read));
        transfer.received(read);
        transfer.check();
      }
    }
    checkSize(file, size, who + " sends");
    if (digest.isPresent()) {
      checkDigest(file, file.checksum().orElseThrow(), digest.get().digest());
    }
    return size;
  }

  /** Hashes what is there, and leaves the channel behind it. */
  private static void hash(
      FileChannel file, long size, MessageDigest digest, byte[] buffer, Transfer transfer)
      throws LocalFailure, InterruptedException {
    try {
      long left = size;
      while (left > 0) {
        ByteBuffer part = ByteBuffer.wrap(buffer, 0, (int) Math.min(left, buffer.length));
        int read = file.read(part);
        if (read < 0) {
          throw new IOException("it became shorter while it was read");
        }
        digest.update(buffer, 0, read);
        left -= read;
        transfer.check();
      }
    } catch (IOException e) {
      throw new LocalFailure(e);
    }
  }

  /**
   * Reads until the buffer is full or the body ends, so that each write is a large one. What came
   * before a body broke off is not lost.
   */
  private static final class Filling {
    private final Body body;
    private final byte[] buffer;
    private @Nullable IOException broken;

    Filling(Body body, byte[] buffer) {
      this.body = body;
      this.buffer = buffer;
    }

    int next() throws IOException, InterruptedException {
      int filled = 0;
      while (broken == null && filled < buffer.length) {
        try {
          int read = body.read(buffer, filled, buffer.length - filled);
          if (read < 0) {
            return filled;
          }
          filled += read;
        } catch (IOException e) {
          broken = e;
        }
      }
      if (filled == 0 && broken != null) {
        throw broken;
      }
      return filled;
    }
  }

  /** Begins a target anew. */
  static OpenTarget restart(DownloadTarget target, Validators version) throws LocalFailure {
    try {
      FileChannel channel = target.restart(version);
      return new OpenTarget(target.file(), 0, channel);
    } catch (IOException e) {
      throw new LocalFailure(e);
    }
  }

  /** Goes on with what a target holds. */
  static OpenTarget resume(DownloadTarget target, long held) throws LocalFailure {
    try {
      return new OpenTarget(target.file(), held, open(target.file(), held));
    } catch (IOException e) {
      throw new LocalFailure(e);
    }
  }

  private static FileChannel open(Path file, long held) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, LinkOption.NOFOLLOW_LINKS, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return channel.truncate(held);
    } catch (IOException e) {
      try (channel) {
        throw e;
      }
    }
  }

  private static void write(FileChannel out, Path target, ByteBuffer bytes) throws LocalFailure {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new LocalFailure(
          e instanceof ClosedChannelException
              ? e
              : new FileSystemException(target.toString(), null, e.getMessage()));
    }
  }

  static void checkSize(RemoteFile file, long size, String who) throws FetchException {
    if (size < file.minSize() || size > file.maxSize()) {
      String expected =
          file.minSize() == file.maxSize()
              ? "the index lists " + file.maxSize()
              : "at most " + file.maxSize() + " can be right";
      throw new FetchException(
          Fault.WRONG_SIZE, file.location(), who + " " + size + " bytes, " + expected, null);
    }
  }

  private static void checkDigest(RemoteFile file, Checksum expected, byte[] actual)
      throws FetchException {
    Checksum got = Checksum.of(expected.algorithm(), actual);
    if (!got.equals(expected)) {
      throw new FetchException(
          Fault.WRONG_DIGEST,
          file.location(),
          "its digest is " + got + ", the index lists " + expected.hex(),
          null);
    }
  }

  /** Carries a failure of the local disk past the handling of network failures. */
  static final class LocalFailure extends IOException {
    private final IOException failure;

    LocalFailure(IOException failure) {
      super(failure);
      this.failure = failure;
    }

    IOException unwrap() {
      return failure;
    }
  }
}
