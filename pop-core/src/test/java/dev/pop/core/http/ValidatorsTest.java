package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ValidatorsTest {
  @Test
  void ofLastModified_isAnHttpDate() {
    Validators validators = Validators.ofLastModified(Instant.parse("2024-04-05T01:02:03.9Z"));

    assertThat(validators.lastModified()).hasValue("Fri, 05 Apr 2024 01:02:03 GMT");
    assertThat(validators.etag()).isEmpty();
  }
}
