package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadAheadSocketFactoryTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void read_inPiecesOfAnySize_givesEveryByteInOrder() throws Exception {
    byte[] sent = new byte[100_000];
    new Random(5).nextBytes(sent);
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket client =
            new ReadAheadSocketFactory(TransportOptions.Timeouts.DEFAULT)
                .createSocket(LOOPBACK, server.getLocalPort());
        Socket peer = server.accept()) {
      peer.getOutputStream().write(sent);
      peer.shutdownOutput();
      InputStream in = client.getInputStream();
      byte[] got = new byte[sent.length];
      got[0] = (byte) in.read();

      assertThat(in.read(got, 0, 0)).isZero();
      assertThat(in.readNBytes(got, 1, sent.length - 1)).isEqualTo(sent.length - 1);
      assertThat(got).isEqualTo(sent);
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(got, 0, 1)).isEqualTo(-1);
    }
  }

  /** TLS is laid over a socket whose stream was asked for before. */
  @Test
  void getInputStream_again_losesNothingThatWasReadAhead() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket client =
            new ReadAheadSocketFactory(TransportOptions.Timeouts.DEFAULT)
                .createSocket(LOOPBACK.getHostAddress(), server.getLocalPort());
        Socket peer = server.accept()) {
      peer.getOutputStream().write(new byte[] {1, 2});
      peer.shutdownOutput();

      assertThat(client.getInputStream().read()).isEqualTo(1);
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }
}
