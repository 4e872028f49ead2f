package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.IntegerType;
import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Sends datagrams to a socket of the file system, such as the one of systemd's journal, which Java
 * itself cannot: its channels to such sockets are streams.
 *
 * <p>The native library is loaded by the first socket and not before. Safe for use by several
 * threads.
 */
public final class UnixDatagrams implements Closeable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** Of {@code sun_path}, with the zero byte at its end. */
  private static final int MAX_PATH = 108;

  private final Path receiver;
  private final byte[] address;
  private final int socket;

  private UnixDatagrams(Path receiver, byte[] address, int socket) {
    this.receiver = receiver;
    this.address = address;
    this.socket = socket;
  }

  /** {@code size_t} of C. */
  public static final class SizeT extends IntegerType {
    private static final long serialVersionUID = 1L;

    /** For the bridge, which fills it in. */
    public SizeT() {
      this(0);
    }

    SizeT(long value) {
      super(Native.SIZE_T_SIZE, value, true);
    }
  }

  /** The functions that are needed of the C library. */
  private static final class LibC {
    static {
      Native.register(LibC.class, "c");
    }

    private LibC() {}

    static native int socket(int family, int type, int protocol) throws LastErrorException;

    static native SizeT sendto(
        int socket, byte[] data, SizeT size, int flags, byte[] address, int addressSize)
        throws LastErrorException;

    static native int close(int socket) throws LastErrorException;
  }

  /**
   * Opens a socket for datagrams to {@code receiver}, which need not be there yet.
   *
   * @throws IOException if this system has no such sockets or the path is too long for one
   */
  public static UnixDatagrams to(Path receiver) throws IOException {
    byte[] address = address(receiver);
    try {
      int socket = LibC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      return new UnixDatagrams(receiver, address, socket);
    } catch (LastErrorException e) {
      throw failed(receiver, e);
    } catch (LinkageError e) {
      throw new FileSystemException(receiver.toString(), null, "no bridge to the C library");
    }
  }

  /** A {@code sockaddr_un}. */
  private static byte[] address(Path receiver) throws IOException {
    byte[] name = receiver.toAbsolutePath().toString().getBytes(UTF_8);
    if (name.length >= MAX_PATH) {
      throw new FileSystemException(receiver.toString(), null, "is too long a name for a socket");
    }
    return ByteBuffer.allocate(Short.BYTES + name.length + 1)
        .order(ByteOrder.nativeOrder())
        .putShort((short) AF_UNIX)
        .put(name)
        .array();
  }

  /**
   * Sends one datagram, waiting while the receiver is busy.
   *
   * @throws IOException if nobody receives there, or the datagram is too large for the system;
   *     nothing was sent then
   */
  public void send(byte[] datagram) throws IOException {
    try {
      LibC.sendto(
          socket, datagram, new SizeT(datagram.length), MSG_NOSIGNAL, address, address.length);
    } catch (LastErrorException e) {
      throw failed(receiver, e);
    }
  }

  private static IOException failed(Path receiver, LastErrorException e) {
    return new FileSystemException(
        receiver.toString(), null, "cannot be sent to: " + e.getMessage());
  }

  @Override
  public void close() {
    LibC.close(socket);
  }
}
