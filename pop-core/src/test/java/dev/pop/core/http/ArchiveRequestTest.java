package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.ArchiveUrl;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchiveRequestTest {
  @Test
  void toString_showsNoCredentials() throws Exception {
    ArchiveRequest request =
        ArchiveRequest.get(ArchiveUrl.parse("https://me:MARKER@h/u"), "a", List.of())
            .with("authorization", "Basic MARKER")
            .with("Range", "bytes=1-");

    assertThat(request.toString())
        .doesNotContain("MARKER")
        .contains("authorization: ***", "Range: bytes=1-");
  }
}
