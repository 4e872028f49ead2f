package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
  @ParameterizedTest
  @CsvSource({
    "Packages, NONE, Packages",
    "Packages.gz, GZIP, Packages",
    "Packages.xz, XZ, Packages",
    "Packages.bz2, BZIP2, Packages",
    "Packages.zst, ZSTD, Packages",
    "main/Packages.lz4, LZ4, main/Packages",
    "Packages.gz.xz, XZ, Packages.gz",
    "Packages.diff, NONE, Packages.diff",
    "Packages.GZ, NONE, Packages.GZ",
    "gz, NONE, gz",
    "'', NONE, ''"
  })
  void ofFileName_tellsTheFormAndTheStem(String name, Compression form, String stem) {
    assertThat(Compression.ofFileName(name)).isEqualTo(form);
    assertThat(Compression.stem(name)).isEqualTo(stem);
  }

  @ParameterizedTest
  @EnumSource
  void decode_whatWasEncoded_isTheSame(Compression form) throws Exception {
    for (int size : new int[] {0, 1, 1000, 300_000}) {
      byte[] text = text(size);

      assertThat(decode(form, encode(form, text))).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = Mode.EXCLUDE)
  void encode_text_makesItSmaller(Compression form) throws Exception {
    assertThat(encode(form, text(300_000))).hasSizeLessThan(150_000);
  }

  @ParameterizedTest
  @EnumSource
  void decode_severalMembers_isOneText(Compression form) throws Exception {
    byte[] first = encode(form, text(5000));
    byte[] second = encode(form, text(3));

    for (int chunk : new int[] {1, 7, first.length, 1 << 16}) {
      assertThat(decode(form, new SlowStream(join(first, second, first), chunk)))
          .isEqualTo(join(text(5000), text(3), text(5000)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = Mode.EXCLUDE)
  void decode_endingTooSoon_fails(Compression form) throws Exception {
    byte[] whole = encode(form, text(2000));

    assertThat(decode(form, new byte[0])).as("an empty file is an empty text").isEmpty();
    for (int length = 1; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatIOException()
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(() -> decode(form, part));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = Mode.EXCLUDE)
  void decode_secondMemberEndingTooSoon_fails(Compression form) throws Exception {
    byte[] first = encode(form, text(2000));
    byte[] both = join(first, encode(form, text(500)));

    for (int length = first.length + 1; length < both.length; length++) {
      byte[] part = Arrays.copyOf(both, length);
      assertThatIOException()
          .as("%d bytes of the second member", length - first.length)
          .isThrownBy(() -> decode(form, part));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = Mode.EXCLUDE)
  void decode_otherText_fails(Compression form) throws Exception {
    assertThatIOException().isThrownBy(() -> decode(form, "<html>log in</html>".getBytes(UTF_8)));
    assertThatIOException()
        .isThrownBy(() -> decode(form, join(encode(form, text(9)), "garbage".getBytes(UTF_8))));
  }

  /** Damage gives an {@link IOException} or, where the form has no checksum, other text. */
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = Mode.EXCLUDE)
  void decode_damaged_neverFailsOtherwise(Compression form) throws Exception {
    byte[] whole = encode(form, text(3000));
    int failed = 0;
    for (long seed = 1; seed <= 1500; seed++) {
      Random random = new Random(seed);
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        // The head holds the lengths and flags that decoders trust; damage it as often as the rest.
        int bound = random.nextBoolean() ? Math.min(40, damaged.length) : damaged.length;
        damaged[random.nextInt(bound)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(decode(form, damaged)).hasSizeLessThan(1 << 24);
      } catch (IOException e) {
        failed++;
      } catch (RuntimeException | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(failed).isGreaterThan(750);
  }

  /** A dependent-block frame, which the decoder does not know, as {@code lz4 -BD} makes it. */
  @Test
  void decode_lz4FormThatIsNotSupported_fails() {
    byte[] frame = HexFormat.of().parseHex("04224d184440" + "5e" + "00000000" + "05e05d02");

    assertThatIOException().isThrownBy(() -> decode(Compression.LZ4, frame));
  }

  /** An xz header may ask for a dictionary of a GiB before a byte of text is seen. */
  @Test
  void decode_xzThatAsksForTooMuchMemory_fails() throws Exception {
    byte[] whole = encode(Compression.XZ, text(100));
    // Stream header 12 bytes; block header: size, flags, filter 0x21, 1 property byte, the
    // dictionary.
    assertThat(whole[14]).isEqualTo((byte) 0x21);
    whole[16] = 36; // 1 GiB
    CRC32 crc = new CRC32();
    crc.update(whole, 12, 8);
    for (int i = 0; i < 4; i++) {
      whole[20 + i] = (byte) (crc.getValue() >>> (8 * i));
    }

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> decode(Compression.XZ, whole))
        .withMessageContaining("memory");
  }

  @ParameterizedTest
  @EnumSource
  void close_closesTheStreamBeneath(Compression form) throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in =
        new ByteArrayInputStream(encode(form, text(10))) {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    form.decode(in).close();

    assertThat(closed).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void read_singleBytesAndSkip_areAsBulkReads(Compression form) throws Exception {
    byte[] text = text(1000);
    try (InputStream in = form.decode(new ByteArrayInputStream(encode(form, text)))) {
      assertThat(in.read()).isEqualTo(text[0] & 0xff);
      in.skipNBytes(500);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(text, 501, 1000));
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  static byte[] text(int size) {
    Random random = new Random(size);
    byte[] text = new byte[size];
    for (int i = 0; i < size; i++) {
      text[i] =
          (byte) (random.nextInt(8) == 0 ? 'a' + random.nextInt(26) : "size: 1\n".charAt(i % 8));
    }
    return text;
  }

  static byte[] encode(Compression form, byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream encoder = form.encode(out)) {
      encoder.write(text);
    }
    return out.toByteArray();
  }

  static byte[] decode(Compression form, byte[] bytes) throws IOException {
    return decode(form, new ByteArrayInputStream(bytes));
  }

  private static byte[] decode(Compression form, InputStream bytes) throws IOException {
    try (InputStream in = form.decode(bytes)) {
      return in.readAllBytes();
    }
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Gives small pieces and never tells what is available, as a stream from a network may. */
  private static final class SlowStream extends ByteArrayInputStream {
    private final int chunk;

    SlowStream(byte[] bytes, int chunk) {
      super(bytes);
      this.chunk = chunk;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, chunk));
    }

    @Override
    public synchronized int available() {
      return 0;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 200_000})
  void decode_zeroBytesBehindGzip_meanNothing(int zeros) throws Exception {
    for (int members = 1; members <= 2; members++) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      for (int i = 0; i < members; i++) {
        try (OutputStream out = Compression.GZIP.encode(packed)) {
          out.write("text\n".getBytes(UTF_8));
        }
      }
      packed.write(new byte[zeros]);

      try (InputStream in =
          Compression.GZIP.decode(new ByteArrayInputStream(packed.toByteArray()))) {
        assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("text\n".repeat(members));
      }
    }
  }

  @Test
  void decode_anythingElseBehindGzip_isDamage() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = Compression.GZIP.encode(packed)) {
      out.write("text\n".getBytes(UTF_8));
    }
    packed.write(new byte[] {0, 0, 1});

    assertThatExceptionOfType(DamagedDataException.class)
        .isThrownBy(
            () ->
                Compression.GZIP
                    .decode(new ByteArrayInputStream(packed.toByteArray()))
                    .readAllBytes());
  }
}
