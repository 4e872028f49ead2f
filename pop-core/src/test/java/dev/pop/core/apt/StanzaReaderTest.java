package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Splitter;
import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StanzaReaderTest {
  @Test
  void next_dividesAtEmptyLines() throws Exception {
    assertThat(read("A: 1\nB: 2\n\nC: 3\n")).containsExactly("1|A: 1|B: 2", "4|C: 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\n\n\n", "\r\n\r\n", "\r"})
  void next_emptyText_hasNoStanza(String text) throws Exception {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void next_emptyLinesBeforeBetweenAndAfter_countAsLinesOnly() throws Exception {
    assertThat(read("\n\nA: 1\n\n\n\nB: 2\n C\n\n\n")).containsExactly("3|A: 1", "7|B: 2| C");
  }

  @Test
  void next_crlfTrailingBlanksAndMissingFinalNewline() throws Exception {
    assertThat(read("A: 1 \t\r\nB: 2\r\n\r\nC: 3")).containsExactly("1|A: 1|B: 2", "4|C: 3");
  }

  @Test
  void next_moreLinesAndBytesThanTheFirstBuffers() throws Exception {
    String stanza = "x".repeat(300_000) + "\n" + " y\n".repeat(1000);

    assertThat(read(stanza + "\n" + stanza))
        .containsExactly(
            "1|" + "x".repeat(300_000) + "| y".repeat(1000),
            "1003|" + "x".repeat(300_000) + "| y".repeat(1000));
  }

  @Test
  void next_stanzaWithoutEnd_isRefusedAndNamesItsLine() {
    InputStream endless = new EndlessStream((byte) 'x');
    InputStream text =
        new SequenceInputStream(new ByteArrayInputStream("A: 1\n\n".getBytes(UTF_8)), endless);
    StanzaReader reader = new StanzaReader(text);

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> drain(reader))
        .withMessage("the stanza at line 3 is larger than 16 MiB");
  }

  @Test
  void next_emptyLinesWithoutEnd_needNoMemory() throws Exception {
    long lines = 64L * 1024 * 1024;
    StanzaReader reader =
        new StanzaReader(
            new SequenceInputStream(
                ByteStreams.limit(new EndlessStream((byte) '\n'), lines),
                new ByteArrayInputStream("A: 1".getBytes(UTF_8))));

    assertThat(reader.next()).isTrue();
    assertThat(reader.lineNumber(0)).isEqualTo(lines + 1);
    assertThat(reader.buffer()).hasSizeLessThan(1024 * 1024);
  }

  @Test
  void next_anyTextInAnyChunks_isAsTheNaiveReaderReadsIt() throws Exception {
    long seed = 822;
    Random random = new Random(seed);
    String[] pieces = {
      "\n", "\r\n", "\n\n", "A: b", " c", "\t", "\r", "", "é", "x: " + "y".repeat(99)
    };
    for (int run = 0; run < 2000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = text.toString().getBytes(UTF_8);

      assertThat(drain(new StanzaReader(new ChunkedStream(bytes, random, 7))))
          .as("seed %d, run %d", seed, run)
          .isEqualTo(naive(text.toString()));
    }
  }

  private static List<String> naive(String text) {
    List<String> stanzas = new ArrayList<>();
    StringBuilder stanza = new StringBuilder();
    List<String> lines = Splitter.on('\n').splitToList(text);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isEmpty() || lines.get(i).equals("\r")) {
        if (stanza.length() > 0) {
          stanzas.add(stanza.toString());
          stanza.setLength(0);
        }
      } else {
        if (stanza.length() == 0) {
          stanza.append(i + 1);
        }
        stanza.append('|').append(lines.get(i).replaceFirst("[ \t\r]+$", ""));
      }
    }
    if (stanza.length() > 0) {
      stanzas.add(stanza.toString());
    }
    return stanzas;
  }

  private static List<String> read(String text) throws IOException {
    return drain(new StanzaReader(new ByteArrayInputStream(text.getBytes(UTF_8))));
  }

  private static List<String> drain(StanzaReader reader) throws IOException {
    List<String> stanzas = new ArrayList<>();
    while (reader.next()) {
      StringBuilder stanza = new StringBuilder().append(reader.lineNumber(0));
      for (int i = 0; i < reader.lineCount(); i++) {
        int from = reader.lineStart(i);
        stanza
            .append('|')
            .append(new String(reader.buffer(), from, reader.lineEnd(i) - from, UTF_8));
      }
      stanzas.add(stanza.toString());
    }
    return stanzas;
  }

  /** One byte again and again. */
  private static final class EndlessStream extends InputStream {
    private final byte value;

    EndlessStream(byte value) {
      this.value = value;
    }

    @Override
    public int read() {
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Arrays.fill(target, offset, offset + length, value);
      return length;
    }
  }
}
