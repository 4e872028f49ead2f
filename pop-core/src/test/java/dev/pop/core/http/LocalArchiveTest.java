package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.http.FetchException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArchiveTest {
  @TempDir private Path directory;
  private final RecordedFetches told = new RecordedFetches();
  private final Downloader downloader =
      Downloader.create(1, TransportOptions.DEFAULT).tellingTo(told);
  private ArchiveUrl archive;
  private Path file;
  private Path target;

  @BeforeEach
  void make() throws Exception {
    Path root = Files.createDirectories(directory.resolve("a b/ubuntu"));
    file = Files.writeString(root.resolve("Release"), "hello");
    target = directory.resolve("target");
    archive = ArchiveUrl.parse("file://" + directory + "/a%20b/ubuntu/");
  }

  @AfterEach
  void stop() {
    downloader.close();
  }

  private FetchException failure(RemoteFile remote) {
    FetchException e =
        catchThrowableOfType(FetchException.class, () -> downloader.fetch(remote, target));
    assertThat(target).doesNotExist();
    return e;
  }

  @Test
  void fetch_file_isCopiedAndDescribed() throws Exception {
    Instant modified = Instant.parse("2022-04-21T17:16:08Z");
    Files.setLastModifiedTime(file, FileTime.from(modified));

    FetchedFile fetched = downloader.fetch(RemoteFile.upTo(archive, "Release", 10), target);

    assertThat(target).hasContent("hello");
    assertThat(fetched.size()).isEqualTo(5);
    assertThat(fetched.lastModified()).contains(modified);
    assertThat(told.statuses).isEmpty();
    assertThat(told.bytes).hasValue(5);
  }

  @Test
  void fetchIfChanged_tellsVersionsApart() throws Exception {
    RemoteFile remote = RemoteFile.upTo(archive, "Release", 10);
    Validators known = downloader.fetch(remote, target).validators();

    assertThat(downloader.fetchIfChanged(remote, known, target)).isEmpty();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(downloader.fetchIfChanged(remote, known, target)).isPresent();
  }

  @Test
  void fetch_whatIsNotThere_isMissing() throws IOException {
    Files.createDirectory(file.resolveSibling("dists"));

    assertThat(failure(RemoteFile.upTo(archive, "dists/InRelease", 10)))
        .hasMessage(archive + "/dists/InRelease: there is no such file")
        .returns(Fault.MISSING, FetchException::fault);
    assertThat(failure(RemoteFile.upTo(archive, "dists", 10)).fault()).isEqualTo(Fault.MISSING);
    assertThat(failure(RemoteFile.upTo(archive, "Release/x", 10)).mayBeAbsent()).isTrue();
  }

  @Test
  void fetch_otherBytesThanListed_isRefused() throws Exception {
    Checksum other = Checksum.of(HashAlgorithm.SHA256, new byte[32]);

    assertThat(failure(RemoteFile.exactly(archive, "Release", 5, other)).fault())
        .isEqualTo(Fault.WRONG_DIGEST);
    assertThat(failure(RemoteFile.exactly(archive, "Release", 6, other)).reason())
        .isEqualTo("the archive has 5 bytes, the index lists 6");
  }

  @Test
  void probe_answersAsFetchWould() throws Exception {
    downloader.probe(RemoteFile.upTo(archive, "Release", 10));

    assertThat(
            catchThrowableOfType(
                    FetchException.class,
                    () -> downloader.probe(RemoteFile.upTo(archive, "gone", 10)))
                .fault())
        .isEqualTo(Fault.MISSING);
  }
}
