package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.Compression;
import dev.pop.core.pro.ProTokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No text that others write takes longer than its length allows. */
@Timeout(120)
class ParserGrowthTest {
  private static final String HEAD =
      "Package: p\nFilename: pool/p\nSize: 1\nSHA256: " + "0".repeat(64) + "\n";
  private static final String SOURCE = "Package: p\nDirectory: pool\nChecksums-Sha256:\n";
  private static final String RELEASE = "Suite: x\nSHA256:\n";
  private static final String DIGEST = "0".repeat(64);

  private static final DigestSink NOTHING =
      new DigestSink() {
        @Override
        public void file(PoolFile file) {}

        @Override
        public void digest(PoolFile file, HashAlgorithm algorithm, byte[] text, int from, int to) {}
      };

  /** Reads a text and takes whatever comes of it. */
  @FunctionalInterface
  private interface Parser {
    void parse(byte[] text) throws IOException;
  }

  /** A parser by its name. */
  private record Reader(String name, Parser parser) {
    static final Reader PACKAGES =
        new Reader(
            "Packages",
            text -> PoolFileScanner.scanPackages(new ByteArrayInputStream(text), file -> {}));
    static final Reader SOURCES =
        new Reader(
            "Sources",
            text -> PoolFileScanner.scanSources(new ByteArrayInputStream(text), file -> {}));
    static final Reader DIGESTS =
        new Reader(
            "digests", text -> DigestScanner.scanPackages(new ByteArrayInputStream(text), NOTHING));
    static final Reader RELEASE = new Reader("Release", ReleaseFile::parse);
    static final Reader CLEARSIGNED = new Reader("InRelease", ClearsignedText::split);
    static final Reader REDACTED =
        new Reader("message", text -> ArchiveUrl.redact(new String(text, UTF_8)));
    static final Reader SOURCE_LINE =
        new Reader("line", text -> SourceLine.parse(new String(text, UTF_8)));
    static final Reader TOKENS =
        new Reader("tokens", text -> ProTokens.parse(new String(text, UTF_8)));

    void read(byte[] text) throws IOException {
      try {
        parser.parse(text);
      } catch (FormatException e) {
        return; // hostile text may be refused, if that does not take long
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Arguments shape(Reader reader, int count, String head, String part, String tail) {
    return Arguments.of(reader, count, head, part, tail);
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        shape(Reader.PACKAGES, 2_000_000, HEAD + "X: ", "x", "\n"),
        shape(Reader.PACKAGES, 2_000_000, HEAD + "X:", " ", "\n"),
        shape(Reader.PACKAGES, 1_000_000, HEAD, "\n", HEAD),
        shape(Reader.PACKAGES, 1_000_000, HEAD, " \n", ""),
        shape(Reader.PACKAGES, 500_000, HEAD, "S: x\n", ""),
        shape(Reader.PACKAGES, 500_000, HEAD, "M\n", ""),
        shape(Reader.PACKAGES, 30_000, "", HEAD + "\n", ""),
        shape(Reader.PACKAGES, 1_000_000, HEAD.replace("pool/p", "pool/"), "", ""),
        shape(Reader.SOURCES, 30_000, SOURCE, " " + DIGEST + " 1 a\n", ""),
        shape(Reader.SOURCES, 500_000, SOURCE, " \n", ""),
        shape(Reader.DIGESTS, 30_000, "", HEAD + "\n", ""),
        shape(Reader.RELEASE, 30_000, RELEASE, " " + DIGEST + " 1 a\n", ""),
        shape(Reader.RELEASE, 500_000, RELEASE + " " + DIGEST + " 1 ", "a/", "\n"),
        shape(Reader.RELEASE, 500_000, RELEASE, " ", "\n"),
        shape(Reader.RELEASE, 200_000, RELEASE, "A:\n", ""),
        shape(Reader.RELEASE, 1_000_000, "Date: ", "1", "\n" + RELEASE),
        shape(Reader.CLEARSIGNED, 300_000, "-----BEGIN PGP SIGNED MESSAGE-----\n\n", "- -\n", ""),
        shape(Reader.CLEARSIGNED, 300_000, "-----BEGIN PGP SIGNED MESSAGE-----\n", "Hash: x\n", ""),
        shape(Reader.REDACTED, 300_000, "", "http://", ""),
        shape(Reader.REDACTED, 300_000, "http://a:", "@", ""),
        shape(Reader.REDACTED, 300_000, "", "://a:", ""),
        shape(Reader.REDACTED, 1_000_000, "", "a", ""),
        shape(Reader.SOURCE_LINE, 300_000, "deb ", " ", "http://h/ s main"),
        shape(Reader.SOURCE_LINE, 100_000, "deb [", "arch=a ", "] http://h/ s main"),
        shape(Reader.SOURCE_LINE, 100_000, "deb http://h/ s ", "main ", ""),
        shape(Reader.TOKENS, 50_000, "", "esm-infra: aaaa\n", ""),
        shape(Reader.TOKENS, 200_000, "", "\n", "x"),
        shape(Reader.TOKENS, 200_000, "{\"a\": ", "[", ""));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void reading_isLinear(Reader reader, int count, String head, String part, String tail)
      throws Exception {
    Growth.isLinear(
        count, parts -> (head + part.repeat(parts) + tail).getBytes(UTF_8), reader::read);
  }

  /** A stanza that comes byte by byte: decoders give one block at a time. */
  @ParameterizedTest
  @MethodSource("longStanzas")
  void stanzaThatComesByteByByte_isLinear(String part) throws Exception {
    Growth.isLinear(
        400_000 / part.length(),
        parts -> (HEAD + "X: " + part.repeat(parts) + "\n").getBytes(UTF_8),
        text -> PoolFileScanner.scanPackages(byteByByte(text), file -> {}));
  }

  static Stream<String> longStanzas() {
    return Stream.of("x", " ", "x\n ", "\r");
  }

  private static InputStream byteByByte(byte[] text) {
    return new ByteArrayInputStream(text) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1));
      }
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      names = {"LZ4", "ZSTD"})
  void blocksOfOneByte_areLinear(Compression form) throws Exception {
    Growth.isLinear(
        100_000,
        parts -> tinyBlocks(form, (HEAD + "X: " + "x".repeat(parts) + "\n").getBytes(UTF_8)),
        packed ->
            PoolFileScanner.scanPackages(
                form.decode(new ByteArrayInputStream(packed)), file -> {}));
  }

  private static byte[] tinyBlocks(Compression form, byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (form == Compression.LZ4) {
      // Magic number, version 1 with independent blocks of at most 64 KiB, checksum of that.
      out.writeBytes(new byte[] {0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, (byte) 0x82});
      for (byte b : text) {
        out.writeBytes(new byte[] {1, 0, 0, (byte) 0x80, b}); // one byte, not packed
      }
      out.writeBytes(new byte[4]);
    } else {
      for (byte b : text) { // a frame of one segment of one byte, whose last block is raw
        out.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x20, 1, 9, 0, 0, b});
      }
    }
    return out.toByteArray();
  }
}
