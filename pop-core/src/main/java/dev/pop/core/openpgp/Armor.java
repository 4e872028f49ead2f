package dev.pop.core.openpgp;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.pop.core.apt.FormatException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * ASCII armor (RFC 9580, section 6): any number of blocks of one kind in one text.
 *
 * <p>A block is read strictly. gpgv passes over stray characters, lines behind the checksum and a
 * missing empty line behind the headers; here such a block is damaged.
 */
final class Armor {
  private static final CharMatcher BLANK = CharMatcher.anyOf(" \t\r");
  private static final int CRC_INITIAL = 0xB704CE;
  private static final int CRC_POLYNOMIAL = 0x1864CFB;

  private final String begin;
  private final String end;

  /**
   * @param kind the words behind BEGIN and END
   */
  Armor(String kind) {
    this.begin = "-----BEGIN " + kind + "-----";
    this.end = "-----END " + kind + "-----";
  }

  /** Whether a line of {@code text} begins a block. */
  boolean isIn(String text) {
    return text.startsWith(begin) || text.contains("\n" + begin);
  }

  /**
   * What is in the blocks of a text, in their order.
   *
   * @param textAround whether lines outside of blocks are passed over, or refused
   * @throws FormatException if a block is damaged or not closed
   */
  List<byte[]> decode(String text, boolean textAround) throws FormatException {
    List<byte[]> blocks = new ArrayList<>();
    List<String> block = null;
    for (String line : Splitter.on('\n').split(text.endsWith("\n") ? chop(text) : text)) {
      String trimmed = BLANK.trimTrailingFrom(line);
      if (block == null) {
        if (trimmed.equals(begin)) {
          block = new ArrayList<>();
        } else if (!textAround) {
          throw new FormatException("a line is outside of " + begin + " and its end");
        }
      } else if (trimmed.equals(end)) {
        blocks.add(decode(block));
        block = null;
      } else if (trimmed.startsWith("-")) {
        throw new FormatException("a line behind " + begin + " begins with a dash");
      } else {
        block.add(trimmed);
      }
    }
    if (block != null) {
      throw new FormatException(begin + " is not closed");
    }
    return blocks;
  }

  private static String chop(String text) {
    return text.substring(0, text.length() - 1);
  }

  private static byte[] decode(List<String> block) throws FormatException {
    int empty = block.indexOf("");
    if (empty < 0 || !block.subList(0, empty).stream().allMatch(line -> line.contains(":"))) {
      throw new FormatException("ASCII armor lacks the empty line behind its headers");
    }
    List<String> lines = block.subList(empty + 1, block.size());
    String checksum = "";
    if (!lines.isEmpty() && lines.get(lines.size() - 1).startsWith("=")) {
      checksum = lines.get(lines.size() - 1).substring(1);
      lines = lines.subList(0, lines.size() - 1);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(BLANK.removeFrom(String.join("", lines)));
      if (bytes.length == 0) {
        throw new FormatException("there is nothing in the ASCII armor");
      }
      if (!checksum.isEmpty() && !isChecksum(Base64.getDecoder().decode(checksum), bytes)) {
        throw new FormatException("the checksum of the ASCII armor is wrong");
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new FormatException("the ASCII armor is damaged: " + e.getMessage(), e);
    }
  }

  private static boolean isChecksum(byte[] checksum, byte[] bytes) {
    int crc = CRC_INITIAL;
    for (byte next : bytes) {
      crc ^= (next & 0xFF) << 16;
      for (int bit = 0; bit < 8; bit++) {
        crc <<= 1;
        if ((crc & 0x1000000) != 0) {
          crc ^= CRC_POLYNOMIAL;
        }
      }
    }
    return checksum.length == 3
        && ((checksum[0] & 0xFF) << 16 | (checksum[1] & 0xFF) << 8 | (checksum[2] & 0xFF)) == crc;
  }
}
