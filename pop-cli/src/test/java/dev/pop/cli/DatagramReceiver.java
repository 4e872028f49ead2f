package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/** A socket of the file system that receives datagrams, as the journal has one. */
final class DatagramReceiver implements Closeable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MAX_BYTES = 1 << 20;

  private final int socket;

  private DatagramReceiver(int socket) {
    this.socket = socket;
  }

  private static final class LibC {
    static {
      Native.register(LibC.class, "c");
    }

    static native int socket(int family, int type, int protocol) throws LastErrorException;

    static native int bind(int socket, byte[] address, int size) throws LastErrorException;

    static native long recv(int socket, byte[] data, long size, int flags)
        throws LastErrorException;

    static native int close(int socket) throws LastErrorException;
  }

  static DatagramReceiver at(Path path) {
    byte[] name = path.toString().getBytes(UTF_8);
    byte[] address =
        ByteBuffer.allocate(Short.BYTES + name.length + 1)
            .order(ByteOrder.nativeOrder())
            .putShort((short) AF_UNIX)
            .put(name)
            .array();
    int socket = LibC.socket(AF_UNIX, SOCK_DGRAM, 0);
    LibC.bind(socket, address, address.length);
    return new DatagramReceiver(socket);
  }

  /** The next datagram, which must have been sent by now. */
  byte[] next() {
    int dontWait = 0x40;
    byte[] data = new byte[MAX_BYTES];
    long length = LibC.recv(socket, data, data.length, dontWait);
    return Arrays.copyOf(data, (int) length);
  }

  @Override
  public void close() {
    LibC.close(socket);
  }
}
