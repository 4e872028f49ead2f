package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class StanzaReaderFuzzTest {
  private static final CharMatcher BLANK = CharMatcher.anyOf(" \t\r");

  /** However the bytes arrive, the stanzas are those of a reader that has the whole text. */
  @FuzzTest
  void next_anyText_sameAsOfTheWhole(byte[] input) throws IOException {
    Random random = new Random(Arrays.hashCode(input));
    StanzaReader reader =
        new StanzaReader(new ChunkedStream(input, random, 1 + random.nextInt(40)));
    List<String> read = new ArrayList<>();
    while (reader.next()) {
      for (int i = 0; i < reader.lineCount(); i++) {
        int from = reader.lineStart(i);
        int length = reader.lineEnd(i) - from;
        read.add(
            reader.lineNumber(i) + " " + new String(reader.buffer(), from, length, ISO_8859_1));
      }
      read.add("");
    }
    assertThat(read).isEqualTo(expected(new String(input, ISO_8859_1)));
  }

  private static List<String> expected(String text) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    boolean open = false;
    for (String line : Splitter.on('\n').split(text)) {
      number++;
      if (!line.isEmpty() && !line.equals("\r")) {
        lines.add(number + " " + BLANK.trimTrailingFrom(line));
        open = true;
      } else if (open) {
        lines.add("");
        open = false;
      }
    }
    if (open) {
      lines.add("");
    }
    return lines;
  }
}
