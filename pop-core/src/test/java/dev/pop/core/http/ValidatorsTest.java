package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.ArchiveUrl;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidatorsTest {
  @Test
  void ofLastModified_isAnHttpDate() {
    Validators validators =
        Validators.ofLastModified("http://a.example", Instant.parse("2024-04-05T01:02:03.9Z"));

    assertThat(validators.lastModified()).hasValue("Fri, 05 Apr 2024 01:02:03 GMT");
    assertThat(validators.etag()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example/other, true",
    "http://u:p@a.example/ubuntu, true",
    "http://a.example:80/ubuntu, true",
    "https://a.example/ubuntu, false",
    "http://b.example/ubuntu, false",
    "http://a.example:8080/ubuntu, false"
  })
  void sentTo_onlyTheServerThatSaidIt(String url, boolean sent) throws Exception {
    ArchiveUrl archive = ArchiveUrl.parse("http://a.example/ubuntu");
    Validators validators =
        new Validators(archive.server(), Optional.of("\"v1\""), Optional.empty());

    assertThat(validators.sentTo(ArchiveUrl.parse(url)))
        .isEqualTo(sent ? validators : Validators.NONE);
    assertThat(ArchiveUrl.serverOf(archive.location())).isEqualTo("http://a.example");
  }
}
