package dev.pop.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.FormatException;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link LocalIndex} and {@link MirrorPlan} have the texts whose size is listed. */
class ExactSizeStreamTest {
  /** So many blanks, which nobody needs to write. */
  private static final class Blanks extends InputStream {
    private long left;

    Blanks(long count) {
      this.left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int count = (int) Math.min(left, length);
      left -= count;
      return count == 0 ? -1 : count;
    }
  }

  private static long read(InputStream text) throws IOException {
    byte[] buffer = new byte[1 << 20];
    long all = 0;
    for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
      all += read;
    }
    return all;
  }

  /** At least 16 MiB, at most 8 GiB, and in between 200 times the packed form. */
  @ParameterizedTest
  @CsvSource({
    "0, 16777216",
    "83886, 16777216",
    "100000, 20000000",
    "42949672, 8589934400",
    "42949673, 8589934592",
    "9223372036854775807, 8589934592"
  })
  void unlisted_endsAtWhatItsPackedFormMakesLikely(long packed, long most) throws Exception {
    assertThat(read(ExactSizeStream.unlisted(new Blanks(most), packed))).isEqualTo(most);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> read(ExactSizeStream.unlisted(new Blanks(most + 1), packed)))
        .withMessage("it decodes to more than " + most + " bytes, but Release lists no such size");
  }

  @Test
  void unlisted_nothingAtAll_isNoFault() throws Exception {
    assertThat(read(ExactSizeStream.unlisted(new Blanks(0), 0))).isZero();
  }
}
