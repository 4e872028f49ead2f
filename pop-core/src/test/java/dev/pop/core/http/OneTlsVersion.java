package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.ArchiveUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Fetches from a server that speaks one version of TLS, and prints what came of it. */
final class OneTlsVersion {
  private OneTlsVersion() {}

  public static void main(String[] arguments) throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("localhost").rsa2048().build();
    HandshakeCertificates tls =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build();
    try (SSLServerSocket server =
        (SSLServerSocket)
            tls.sslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setEnabledProtocols(new String[] {arguments[0]});
      Thread thread = new Thread(() -> serve(server));
      thread.setDaemon(true);
      thread.start();
      TransportOptions.Http http =
          new TransportOptions.Http(Boolean.parseBoolean(arguments[2]), Set.of(), 10);
      System.out.println(outcome(server.getLocalPort(), certificate, Path.of(arguments[1]), http));
    }
  }

  private static void serve(SSLServerSocket server) {
    while (!server.isClosed()) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.startHandshake();
        socket.getInputStream().read(new byte[8192]);
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(UTF_8));
      } catch (IOException e) {
        // the client says what went wrong
      }
    }
  }

  private static String outcome(
      int port, HeldCertificate certificate, Path target, TransportOptions.Http http)
      throws Exception {
    TransportOptions options =
        TransportOptions.DEFAULT
            .withTls(new TlsOptions(true, List.of(certificate.certificate()), Optional.empty()))
            .withHttp(http);
    ArchiveUrl archive = ArchiveUrl.parse("https://localhost:" + port);
    try (Downloader downloader = Downloader.create(1, options)) {
      downloader.fetch(RemoteFile.upTo(archive, "a", 100), target);
      return "fetched";
    } catch (FetchException e) {
      return e.reason();
    }
  }
}
