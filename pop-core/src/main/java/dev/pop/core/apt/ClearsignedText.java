package dev.pop.core.apt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The text inside a clear-signed message (RFC 4880, section 7), such as an {@code InRelease}. It
 * takes the message apart and verifies nothing. As apt does, it wants exactly one message with
 * nothing before and nothing behind, so that no unsigned text is ever taken for signed.
 */
final class ClearsignedText {
  private static final String BEGIN_MESSAGE = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String HASH = "Hash: ";
  private static final String BEGIN_SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
  private static final String END_SIGNATURE = "-----END PGP SIGNATURE-----";

  private enum State {
    START,
    HEADERS,
    TEXT,
    SIGNATURE,
    END
  }

  private ClearsignedText() {}

  /**
   * The signed lines, dash escapes undone, each ended by a line feed.
   *
   * @throws FormatException if the bytes are not exactly one clear-signed message
   */
  static byte[] extract(byte[] message) throws FormatException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(message.length);
    State state = State.START;
    int from = 0;
    while (from < message.length) {
      int newline = indexOf(message, from);
      int to = newline > from && message[newline - 1] == '\r' ? newline - 1 : newline;
      state = line(state, message, from, to, text);
      from = newline + 1;
    }
    if (state != State.END) {
      throw new FormatException(
          state == State.START ? "it is empty" : "the clear-signed message ends too soon");
    }
    return text.toByteArray();
  }

  private static State line(
      State state, byte[] message, int from, int to, ByteArrayOutputStream text)
      throws FormatException {
    switch (state) {
      case START -> {
        if (!equal(message, from, to, BEGIN_MESSAGE)) {
          throw new FormatException("it does not begin as a clear-signed message");
        }
        return State.HEADERS;
      }
      case HEADERS -> {
        if (from == to) {
          return State.TEXT;
        }
        // A line of blanks ends the headers for a verifier; to read on would drop signed lines.
        if (!new String(message, from, to - from, StandardCharsets.ISO_8859_1).startsWith(HASH)) {
          throw new FormatException("the clear-signed message has another header than Hash");
        }
        return State.HEADERS;
      }
      case TEXT -> {
        if (equal(message, from, to, BEGIN_SIGNATURE)) {
          return State.SIGNATURE;
        }
        if (to > from && message[from] == '-') {
          if (to - from < 2 || message[from + 1] != ' ') {
            throw new FormatException("a line of the clear-signed text lacks its dash escape");
          }
          text.write(message, from + 2, to - from - 2);
        } else {
          text.write(message, from, to - from);
        }
        text.write('\n');
        return State.TEXT;
      }
      case SIGNATURE -> {
        return equal(message, from, to, END_SIGNATURE) ? State.END : State.SIGNATURE;
      }
      case END -> {
        if (from != to) {
          throw new FormatException("text follows the clear-signed message");
        }
        return State.END;
      }
    }
    throw new AssertionError(state);
  }

  private static int indexOf(byte[] message, int from) {
    for (int i = from; i < message.length; i++) {
      if (message[i] == '\n') {
        return i;
      }
    }
    return message.length;
  }

  private static boolean equal(byte[] message, int from, int to, String line) {
    return to - from == line.length()
        && new String(message, from, to - from, StandardCharsets.ISO_8859_1).equals(line);
  }
}
