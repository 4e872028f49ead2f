package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads deb822 text one stanza at a time into one buffer, which is reused: no object is made per
 * stanza or line.
 *
 * @see <a href="https://manpages.debian.org/deb822">deb822(5)</a>
 */
final class StanzaReader {
  private static final int INITIAL_BYTES = 256 * 1024;

  /** The largest stanza of Debian and Ubuntu is well under one MiB. */
  private static final int MAX_STANZA_BYTES = 16 * 1024 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[INITIAL_BYTES];
  private int limit;
  private boolean exhausted;

  /** The present stanza is {@code buffer[start..end)}. */
  private int start;

  private int end;

  /** Begin of each line of the stanza, relative to {@link #start}. */
  private int[] lineOffsets = new int[64];

  private int lineCount;
  private long firstLineNumber = 1;
  private long nextLineNumber = 1;

  StanzaReader(InputStream in) {
    this.in = in;
  }

  /**
   * Moves to the next stanza.
   *
   * @return whether there is one
   * @throws FormatException if a stanza is larger than 16 MiB
   */
  boolean next() throws IOException {
    start = end;
    lineCount = 0;
    int line = start;
    while (true) {
      int newline = indexOfNewline(line);
      if (newline < 0) {
        int offset = line - start;
        boolean more = fill();
        line = start + offset; // the stanza may have moved, also when nothing more came
        if (more) {
          continue;
        }
        if (limit > line && !isBlank(line, limit)) {
          addLine(line);
        }
        end = limit;
        return lineCount > 0;
      }
      if (!isBlank(line, newline)) {
        addLine(line);
      } else if (lineCount > 0) {
        nextLineNumber++;
        end = newline + 1;
        return true;
      } else {
        start = newline + 1;
      }
      nextLineNumber++;
      line = newline + 1;
    }
  }

  byte[] buffer() {
    return buffer;
  }

  int lineCount() {
    return lineCount;
  }

  /** Where line {@code index} (from 0) of the stanza begins in {@link #buffer}. */
  int lineStart(int index) {
    return start + lineOffsets[index];
  }

  /** Where line {@code index} ends, without its line feed, carriage return and trailing blanks. */
  int lineEnd(int index) {
    int to = index + 1 < lineCount ? lineStart(index + 1) : end;
    int from = lineStart(index);
    while (to > from && isSpace(buffer[to - 1])) {
      to--;
    }
    return to;
  }

  /** Number of line {@code index} of the stanza in the whole text, from 1. */
  long lineNumber(int index) {
    return firstLineNumber + index;
  }

  /**
   * Whether line {@code index} is the field {@code name}, which is given in lower case; the text
   * may have it in any case of letters. Of several in a stanza the last counts, as for apt.
   */
  boolean isField(int index, byte[] name) {
    int from = lineStart(index);
    int to = lineEnd(index);
    if (to - from <= name.length || colon(from + name.length, to) < 0) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      byte c = buffer[from + i];
      if (c != name[i] && (c < 'A' || c > 'Z' || c + 32 != name[i])) {
        return false;
      }
    }
    return true;
  }

  /** Where the value of line {@code index} begins, which is the field {@code name}. */
  int valueStart(int index, byte[] name) {
    int to = lineEnd(index);
    return skipBlanks(colon(lineStart(index) + name.length, to) + 1, to);
  }

  /** Whether line {@code index} continues the value of the field before it. */
  boolean isContinuation(int index) {
    return isBlank(buffer[lineStart(index)]);
  }

  /** Where the colon behind a name is, perhaps after blanks; -1 when something else comes. */
  private int colon(int from, int to) {
    int at = skipBlanks(from, to);
    return at < to && buffer[at] == ':' ? at : -1;
  }

  /** The first place in {@code buffer[from..to)} without a blank; {@code to} when there is none. */
  int skipBlanks(int from, int to) {
    byte[] bytes = buffer;
    int at = from;
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  /** The first blank in {@code buffer[from..to)}; {@code to} when there is none. */
  int skipWord(int from, int to) {
    byte[] bytes = buffer;
    int at = from;
    while (at < to && !isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  /** {@code buffer[from..to)} as a new string. */
  String text(int from, int to) {
    return new String(buffer, from, to - from, UTF_8);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isSpace(byte b) {
    return isBlank(b) || b == '\r' || b == '\n';
  }

  private void addLine(int from) {
    if (lineCount == 0) {
      firstLineNumber = nextLineNumber;
    }
    if (lineCount == lineOffsets.length) {
      lineOffsets = Arrays.copyOf(lineOffsets, 2 * lineCount);
    }
    lineOffsets[lineCount++] = from - start;
  }

  private boolean isBlank(int from, int to) {
    return from == to || (to == from + 1 && buffer[from] == '\r');
  }

  private int indexOfNewline(int from) {
    byte[] bytes = buffer;
    for (int i = from, n = limit; i < n; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Fills the buffer behind the present stanza, which moves to the front; false at the end of the
   * text. A decoder may give a byte at a time: what is there is looked through again only when it
   * has doubled.
   */
  private boolean fill() throws IOException {
    if (exhausted) {
      return false;
    }
    System.arraycopy(buffer, start, buffer, 0, limit - start);
    limit -= start;
    start = 0;
    if (limit == buffer.length) {
      if (limit >= MAX_STANZA_BYTES) {
        throw new FormatException(
            "the stanza at line "
                + (lineCount == 0 ? nextLineNumber : firstLineNumber)
                + " is larger than 16 MiB");
      }
      buffer = Arrays.copyOf(buffer, 2 * limit);
    }
    int before = limit;
    while (!exhausted && limit < buffer.length) {
      int read = in.read(buffer, limit, buffer.length - limit);
      exhausted = read < 0;
      limit += Math.max(0, read);
    }
    return limit > before;
  }
}
