package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.io.Compression;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Random;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ParameterizedClass
@EnumSource
class DownloaderTest extends DownloaderFixture {
  @Test
  void fetch_wholeFile_isWrittenAndDescribed() throws Exception {
    server.enqueue(
        answer(BODY)
            .addHeader("ETag", "\"v1\"")
            .addHeader("Last-Modified", "Thu, 21 Apr 2022 17:16:08 GMT")
            .build());

    FetchedFile fetched = downloader.fetch(exactly("dists/jammy/Release", BODY), target);

    assertThat(target).hasBinaryContent(BODY);
    assertThat(fetched.size()).isEqualTo(BODY.length);
    assertThat(fetched.lastModified().orElseThrow()).isEqualTo("2022-04-21T17:16:08Z");
    assertThat(fetched.validators())
        .isEqualTo(
            new Validators(
                archive("", server).server(),
                Optional.of("\"v1\""),
                Optional.of("Thu, 21 Apr 2022 17:16:08 GMT")));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine())
        .isEqualTo("GET /ubuntu/dists/jammy/Release HTTP/" + (way == Way.HTTP2 ? "2" : "1.1"));
    assertThat(request.getHeaders().get("User-Agent")).isEqualTo("pop");
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    assertThat(request.getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_overAnOlderFile_replacesItWhole() throws Exception {
    Files.writeString(target, "something longer than the new content");
    server.enqueue(answer(BODY).build());

    downloader.fetch(exactly("a", BODY), target);

    assertThat(target).hasBinaryContent(BODY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65535, 65536, 65537, 1_000_003})
  void fetch_anySize_isWhole(int size) throws Exception {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    server.enqueue(answer(body).build());
    server.enqueue(unsized(body, 10_007));

    assertThat(downloader.fetch(exactly("a", body), target).size()).isEqualTo(size);
    assertThat(target).hasBinaryContent(body);
    assertThat(downloader.fetch(exactly("a", body), target).size()).isEqualTo(size);
    assertThat(target).hasBinaryContent(body);
    assertThat(server.takeRequest().getConnectionIndex()).isZero();
    assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void fetch_credentials_areSentWithTheFirstRequest() throws Exception {
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(server.getRequestCount()).isEqualTo(1);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("bearer", TOKEN));
    assertThat(request.getRequestLine()).doesNotContain("C1tok");
  }

  @Test
  void fetch_redirectToAnotherPort_doesNotCarryTheCredentials() throws Exception {
    server.enqueue(redirect(other.url("/x").toString()));
    other.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(target).hasBinaryContent(BODY);
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNotNull();
    assertThat(other.takeRequest().getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_redirectToAnotherHostName_doesNotCarryTheCredentials() throws Exception {
    String name = server.getHostName().equals("127.0.0.1") ? "localhost" : "127.0.0.1";
    server.enqueue(redirect(scheme() + "://" + name + ":" + server.getPort() + "/x"));
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNotNull();
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_redirectAwayAndBack_doesNotCarryTheCredentials() throws Exception {
    server.enqueue(redirect(other.url("/x").toString()));
    other.enqueue(redirect(server.url("/y").toString()));
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNotNull();
    assertThat(other.takeRequest().getHeaders().get("Authorization")).isNull();
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
  }

  @Test
  void fetch_redirectOnTheSameServer_carriesTheCredentials() throws Exception {
    server.enqueue(redirect("/elsewhere"));
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive(USER_INFO, server), "a", 100), target);

    server.takeRequest();
    RecordedRequest second = server.takeRequest();
    assertThat(second.getTarget()).isEqualTo("/elsewhere");
    assertThat(second.getHeaders().get("Authorization")).isNotNull();
  }

  @Test
  void fetch_gzipFile_arrivesAsItIs() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = Compression.GZIP.encode(packed)) {
      gzip.write(BODY);
    }
    byte[] body = packed.toByteArray();
    server.enqueue(answer(body).addHeader("Content-Encoding", "gzip").build());
    server.enqueue(answer(body).addHeader("Content-Type", "application/x-gzip").build());

    downloader.fetch(exactly("Packages.gz", body), target);
    assertThat(target).hasBinaryContent(body);
    downloader.fetch(exactly("Packages.gz", body), target);
    assertThat(target).hasBinaryContent(body);
  }

  @ParameterizedTest
  @CsvSource({
    "pool/g++_1.0~rc1.deb, /ubuntu/pool/g%2B%2B_1.0~rc1.deb",
    "pool/x_1%3a2.deb, /ubuntu/pool/x_1%253a2.deb",
    "pool/x_1:2.deb, /ubuntu/pool/x_1:2.deb",
    "pool/a b.deb, /ubuntu/pool/a%20b.deb",
    "pool/a?b#c.deb, /ubuntu/pool/a%3Fb%23c.deb",
    "pool/é.deb, /ubuntu/pool/%C3%A9.deb",
    "pool/%2e%2e/x, /ubuntu/pool/%252e%252e/x"
  })
  void fetch_path_isEncodedOnce(String path, String requested) throws Exception {
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(archive("", server), path, 100), target);

    assertThat(server.takeRequest().getTarget()).isEqualTo(requested);
  }

  @Test
  void fetch_baseThatIsEncoded_isNotEncodedAgain() throws Exception {
    server.enqueue(answer(BODY).build());
    server.enqueue(answer(BODY).build());

    downloader.fetch(RemoteFile.upTo(url("", server, "/a%20b/c~d"), "x", 100), target);
    downloader.fetch(RemoteFile.upTo(url("", server, ""), "dists/x", 100), target);

    assertThat(server.takeRequest().getTarget()).isEqualTo("/a%20b/c~d/x");
    assertThat(server.takeRequest().getTarget()).isEqualTo("/dists/x");
  }

  @Test
  void fetchIfChanged_unchanged_isEmptyAndLeavesTheTarget() throws Exception {
    Files.writeString(target, "held");
    Validators known =
        new Validators(archive("", server).server(), Optional.of("\"v1\""), Optional.of("a date"));
    server.enqueue(new MockResponse.Builder().code(304).build());

    assertThat(downloader.fetchIfChanged(sized(5), known, target)).isEmpty();

    assertThat(target).hasContent("held");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("If-None-Match")).isEqualTo("\"v1\"");
    assertThat(request.getHeaders().get("If-Modified-Since")).isEqualTo("a date");
  }

  @Test
  void fetchIfChanged_unchangedThoughNothingIsKnown_fails() {
    server.enqueue(new MockResponse.Builder().code(304).build());

    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> downloader.fetchIfChanged(sized(5), Validators.NONE, target))
        .withMessageContaining("the server answers 304 to a plain request");
  }

  @Test
  void fetchIfChanged_anotherServerSaidWhatIsKnown_isNotSentNorTrusted() throws Exception {
    server.enqueue(new MockResponse.Builder().code(304).build());
    Validators known =
        new Validators("https://a.example", Optional.of("\"v1\""), Optional.of("a date"));

    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> downloader.fetchIfChanged(sized(5), known, target))
        .withMessageContaining("the server answers 304 to a plain request");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("If-None-Match")).isNull();
    assertThat(request.getHeaders().get("If-Modified-Since")).isNull();
  }

  @Test
  void fetchIfChanged_changed_isTheNewFile() throws Exception {
    server.enqueue(answer(BODY).build());
    Validators known =
        new Validators(archive("", server).server(), Optional.of("\"v1\""), Optional.empty());

    assertThat(downloader.fetchIfChanged(exactly("a", BODY), known, target)).isPresent();
    assertThat(target).hasBinaryContent(BODY);
  }

  @Test
  void fetch_validatorsThatCannotBeStored_areDropped() throws Exception {
    server.enqueue(
        answer(BODY)
            .addHeaderLenient("ETag", "\"é\"")
            .addHeader("Last-Modified", "x".repeat(201))
            .build());

    FetchedFile fetched = downloader.fetch(exactly("a", BODY), target);

    assertThat(fetched.validators().etag()).isEmpty();
    assertThat(fetched.validators().lastModified()).isEmpty();
    assertThat(fetched.lastModified()).isEmpty();
  }
}
