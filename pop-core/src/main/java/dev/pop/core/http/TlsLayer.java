package dev.pop.core.http;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Lays TLS over connected sockets. Safe for use by several threads. */
final class TlsLayer {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /** Of what both ends can, this takes the least processor time. */
  private static final String FAST = "AES_128_GCM";

  private final boolean verified;
  private final Supplier<SSLSocketFactory> factory;

  TlsLayer(TlsOptions options) {
    this.verified = options.verified();
    this.factory = Suppliers.memoize(() -> TlsSockets.context(options).getSocketFactory());
  }

  /**
   * Shakes hands over {@code socket}, within its timeouts.
   *
   * @throws IOException if the server does not speak TLS, or is not trusted; the socket stays open
   */
  SSLSocket over(Socket socket, Origin origin) throws IOException {
    SSLSocket tls =
        (SSLSocket) factory.get().createSocket(socket, origin.host(), origin.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setCipherSuites(fastFirst(parameters.getCipherSuites()));
    if (verified) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  private static String[] fastFirst(String[] suites) {
    return Arrays.stream(suites)
        .sorted(Comparator.comparing(suite -> !suite.contains(FAST)))
        .toArray(String[]::new);
  }
}
