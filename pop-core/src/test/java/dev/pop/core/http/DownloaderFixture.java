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
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two servers, and a downloader that fetches from them into an empty directory. */
abstract class DownloaderFixture {
  static final String TOKEN = "C1tok/en@:%";

  static final String USER_INFO = "bearer:C1tok%2Fen%40%3A%25@";

  static final byte[] BODY = "Package: apt\n".getBytes(UTF_8);

  @TempDir Path directory;

  final MockWebServer server = new MockWebServer();

  final MockWebServer other = new MockWebServer();

  final Downloader downloader = Downloader.create(2, TransportOptions.DEFAULT);

  Path target;

  @BeforeEach
  void start() throws Exception {
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

  static ArchiveUrl archive(String userInfo, MockWebServer server) {
    return url(userInfo, server, "/ubuntu");
  }

  static ArchiveUrl url(String userInfo, MockWebServer server, String path) {
    try {
      return ArchiveUrl.parse("http://" + userInfo + authority(server) + path);
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

  static MockResponse redirect(String location) {
    return new MockResponse.Builder().code(302).addHeader("Location", location).build();
  }

  static Checksum sha256(byte[] body) {
    MessageDigest digest = HashAlgorithm.SHA256.newDigest();
    return Checksum.of(HashAlgorithm.SHA256, digest.digest(body));
  }
}
