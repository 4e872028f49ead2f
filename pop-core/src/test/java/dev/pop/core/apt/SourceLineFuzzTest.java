package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.base.Splitter;
import dev.pop.core.fuzz.Expect;
import java.util.LinkedHashMap;
import java.util.Map;

class SourceLineFuzzTest {
  private static final String PASSWORD = "Marker4Password";

  @FuzzTest
  void parse_anyText_readsBackEqual(byte[] input) throws FormatException {
    String text = new String(input, UTF_8);
    readBack(text);
    readBack("deb https://bearer:" + PASSWORD + "@" + text);
  }

  private static void readBack(String text) throws FormatException {
    SourceLine line;
    try {
      line = SourceLine.parse(text);
    } catch (FormatException e) {
      Expect.oneLine(e);
      assertThat(e.getMessage()).doesNotContain(PASSWORD);
      return;
    }
    assertThat(line.toString()).doesNotContain(PASSWORD);
    if (!line.url().diskPath().isEmpty()) {
      Expect.inside(line.url().diskPath());
    }
    for (String suite : line.suites()) {
      assertThat(Splitter.on('/').split(suite)).doesNotContain("..");
    }
    SourceLine again = SourceLine.parse(written(line));
    assertThat(again.url()).isEqualTo(withoutCredentials(line.url()));
    assertThat(again.binary()).isEqualTo(line.binary());
    assertThat(again.source()).isEqualTo(line.source());
    assertThat(again.architectures()).isEqualTo(line.architectures());
    assertThat(again.options()).isEqualTo(line.options());
    assertThat(again.suites()).isEqualTo(line.suites());
    assertThat(again.components()).isEqualTo(line.components());
  }

  private static String written(SourceLine line) {
    Map<String, String> options = new LinkedHashMap<>(line.options());
    if (!line.architectures().isEmpty()) {
      options.put("arch", String.join(",", line.architectures()));
    }
    if (line.binary() && line.source()) {
      options.merge("arch+", "source", (before, more) -> before + "," + more);
    }
    StringBuilder text = new StringBuilder(line.binary() ? "deb" : "deb-src");
    if (!options.isEmpty()) {
      text.append(" [");
      options.forEach((name, value) -> text.append(name + "=" + value + " "));
      text.append("]");
    }
    return text
        + " "
        + line.url().location()
        + " "
        + String.join(",", line.suites())
        + " "
        + String.join(" ", line.components());
  }

  private static ArchiveUrl withoutCredentials(ArchiveUrl url) throws FormatException {
    return ArchiveUrl.parse(url.location());
  }
}
