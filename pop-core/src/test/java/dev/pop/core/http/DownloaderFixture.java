package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * Two servers, and a downloader that fetches from them into an empty directory, in one of the ways.
 */
abstract class DownloaderFixture {
  static final String TOKEN = "C1tok/en@:%";

  static final String USER_INFO = "bearer:C1tok%2Fen%40%3A%25@";

  static final byte[] BODY = "Package: apt\n".getBytes(UTF_8);

  private static final HeldCertificate CERTIFICATE =
      new HeldCertificate.Builder()
          .addSubjectAlternativeName("localhost")
          .addSubjectAlternativeName("127.0.0.1")
          .build();

  /** How requests go. */
  enum Way {
    /** HTTP/1.1 that anybody in between can read. */
    PLAIN,
    /** HTTP/1.1 over TLS. */
    TLS,
    /** HTTP/2, which is the business of another library. */
    HTTP2
  }

  @Parameter Way way = Way.PLAIN;

  @TempDir Path directory;

  final MockWebServer server = new MockWebServer();

  final MockWebServer other = new MockWebServer();

  Downloader downloader;

  Path target;

  @BeforeEach
  void start() throws Exception {
    downloader = Downloader.create(2, options());
    if (way != Way.PLAIN) {
      HandshakeCertificates tls =
          new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
      server.useHttps(tls.sslSocketFactory());
      other.useHttps(tls.sslSocketFactory());
    }
    server.start();
    other.start();
    target = directory.resolve("file");
  }

  @AfterEach
  void stop() {
    downloader.close();
    server.close();
    other.close();
  }

  /** What requests go by in this way. */
  TransportOptions options() {
    return TransportOptions.DEFAULT
        .withTls(new TlsOptions(true, List.of(CERTIFICATE.certificate()), Optional.empty()))
        .withHttp(new TransportOptions.Http(way == Way.HTTP2, Set.of(), 10));
  }

  String scheme() {
    return way == Way.PLAIN ? "http" : "https";
  }

  /** The failure of a fetch, which leaves nothing behind. */
  FetchException failure(RemoteFile file) {
    FetchException e =
        catchThrowableOfType(FetchException.class, () -> downloader.fetch(file, target));

    assertThat(e).isNotNull();
    assertThat(directory).isEmptyDirectory();
    return e;
  }

  RemoteFile exactly(String path, byte[] body) {
    return RemoteFile.exactly(archive("", server), path, body.length, sha256(body));
  }

  RemoteFile sized(long size) {
    return RemoteFile.ofSize(Upstreams.of(archive("", server)), "a", size);
  }

  ArchiveUrl archive(String userInfo, MockWebServer server) {
    return url(userInfo, server, "/ubuntu");
  }

  ArchiveUrl url(String userInfo, MockWebServer server, String path) {
    try {
      return ArchiveUrl.parse(scheme() + "://" + userInfo + authority(server) + path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String authority(MockWebServer server) {
    return server.getHostName() + ":" + server.getPort();
  }

  static MockResponse.Builder answer(byte[] body) {
    return new MockResponse.Builder().body(new Buffer().write(body));
  }

  /** A body whose length the server does not say. */
  MockResponse unsized(byte[] body, int chunk) {
    Buffer bytes = new Buffer().write(body);
    return way == Way.HTTP2 // which has frames in place of chunks
        ? new MockResponse.Builder().body(bytes).removeHeader("Content-Length").build()
        : new MockResponse.Builder().chunkedBody(bytes, chunk).build();
  }

  static MockResponse redirect(String location) {
    return new MockResponse.Builder().code(302).addHeader("Location", location).build();
  }

  static Checksum sha256(byte[] body) {
    MessageDigest digest = HashAlgorithm.SHA256.newDigest();
    return Checksum.of(HashAlgorithm.SHA256, digest.digest(body));
  }
}
