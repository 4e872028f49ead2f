package dev.pop.mirror.sample;

import dev.pop.core.io.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Compresses small byte arrays in memory. */
final class Packed {
  private Packed() {}

  static byte[] as(Compression form, byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream encoder =
        form == Compression.XZ
            ? new XZOutputStream(packed, xzOptions(plain.length))
            : form.encode(packed)) {
      encoder.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** The usual 8 MiB dictionary would cost some 90 MiB of memory for each index of a few lines. */
  private static LZMA2Options xzOptions(int plainBytes) throws IOException {
    LZMA2Options options = new LZMA2Options();
    int largest = Math.min(plainBytes, LZMA2Options.DICT_SIZE_DEFAULT);
    options.setDictSize(Math.max(largest, LZMA2Options.DICT_SIZE_MIN));
    return options;
  }
}
