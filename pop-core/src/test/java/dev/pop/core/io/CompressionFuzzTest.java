package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.fuzz.Expect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

class CompressionFuzzTest {
  private static final int MOST = 1 << 18;
  private static final int PIECE = 1009;

  /** The first byte chooses the form, the others are the file. */
  @FuzzTest
  void decode_anyBytes_soundOrRefused(byte[] input) throws IOException {
    Compression[] forms = Compression.values();
    Compression form = forms[input.length == 0 ? 0 : Math.floorMod(input[0], forms.length)];
    byte[] file = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
    byte[] plain;
    try (InputStream in = form.decode(new ByteArrayInputStream(file))) {
      plain = in.readNBytes(MOST);
    } catch (DamagedDataException e) {
      Expect.oneLine(e);
      return;
    }
    try (InputStream in = form.decode(new ByteArrayInputStream(file))) {
      for (int at = 0; at < plain.length; ) {
        byte[] piece = in.readNBytes(Math.min(PIECE, plain.length - at));
        assertThat(piece).isEqualTo(Arrays.copyOfRange(plain, at, at + piece.length));
        at += piece.length;
      }
    }
  }
}
