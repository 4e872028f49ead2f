package dev.pop.core.io;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * The compressed forms of an index, told by file ending, cheapest to decode first (the order of
 * declaration).
 */
public enum Compression {
  NONE(""),
  LZ4(".lz4"),
  ZSTD(".zst"),
  GZIP(".gz"),
  XZ(".xz"),
  BZIP2(".bz2");

  /** Every form, cheapest to decode first. */
  public static final List<Compression> CHEAPEST_FIRST = List.of(values());

  private static final int BUFFER_BYTES = 64 * 1024;

  /** Twice what {@code xz -9} needs. */
  private static final int XZ_MEMORY_KIB = 130 * 1024;

  private final String extension;

  Compression(String extension) {
    this.extension = extension;
  }

  /** The file ending with its dot; empty for {@link #NONE}. */
  public String extension() {
    return extension;
  }

  /** The form that the ending of {@code fileName} tells; {@link #NONE} for any other ending. */
  public static Compression ofFileName(String fileName) {
    for (Compression compression : CHEAPEST_FIRST) {
      if (compression != NONE && fileName.endsWith(compression.extension)) {
        return compression;
      }
    }
    return NONE;
  }

  /** {@code fileName} without the ending of its compressed form. */
  public static String stem(String fileName) {
    return fileName.substring(0, fileName.length() - ofFileName(fileName).extension.length());
  }

  /**
   * Decodes {@code in}; closing the result closes {@code in}. Several members or frames in a row
   * are read as one text.
   *
   * @throws DamagedDataException if the stream does not begin as this form does or asks for more
   *     memory than any archive's index; later reads throw it when the data is damaged or ends too
   *     soon
   */
  public InputStream decode(InputStream in) throws DamagedDataException {
    if (this == NONE) {
      return in;
    }
    try {
      PushbackInputStream begun = new PushbackInputStream(in);
      int first = begun.read();
      if (first < 0) {
        return in; // an empty file is an empty text, as apt takes it
      }
      begun.unread(first);
      return new DecoderStream(decoder(begun), this);
    } catch (IOException | RuntimeException e) {
      throw new DamagedDataException(this, e);
    }
  }

  private InputStream decoder(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      // The one of the JDK takes damage in all members but the first for their end.
      case GZIP -> new GzipMembers(in, BUFFER_BYTES);
      case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case ZSTD -> new ZstdInputStream(in).setContinuous(false);
      case LZ4 -> new LZ4FrameInputStream(in, false);
    };
  }

  /**
   * Encodes into {@code out} at the format's usual level; closing the result closes {@code out}.
   */
  public OutputStream encode(OutputStream out) throws IOException {
    return switch (this) {
      case NONE -> out;
      case GZIP -> new GZIPOutputStream(out, BUFFER_BYTES);
      case XZ -> new XZOutputStream(out, new LZMA2Options());
      case BZIP2 -> new BZip2CompressorOutputStream(out);
      case ZSTD -> new ZstdOutputStream(out);
      case LZ4 -> new LZ4FrameOutputStream(out);
    };
  }
}
