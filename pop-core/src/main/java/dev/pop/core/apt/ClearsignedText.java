package dev.pop.core.apt;

import dev.pop.core.Internal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A clear-signed message (RFC 9580, section 7), such as an {@code InRelease}, taken apart as apt
 * takes it apart. Nothing is verified here. Immutable; the arrays are shared, and not to be
 * changed.
 *
 * <p>apt does not leave this to gpgv, and so the rules are its own: the file is one message and
 * nothing else, lines lose their carriage returns and trailing blanks, a line that begins with a
 * dash is an escaped one or refused, and whatever stands between the first line and an empty one is
 * passed over. No unsigned text is ever taken for signed.
 */
@Internal
public final class ClearsignedText {
  private static final String BEGIN_MESSAGE = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String BEGIN_SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
  private static final String END_SIGNATURE = "-----END PGP SIGNATURE-----";
  private static final String TOO_SHORT = "the clear-signed message ends too soon";

  private final byte[] text;
  private final byte[] signatures;

  private ClearsignedText(byte[] text, byte[] signatures) {
    this.text = text;
    this.signatures = signatures;
  }

  /**
   * Takes a message apart.
   *
   * @throws FormatException if apt would refuse it: it is not exactly one clear-signed message
   */
  public static ClearsignedText split(byte[] message) throws FormatException {
    Lines lines = new Lines(message);
    if (!lines.next()) {
      throw new FormatException("it is empty");
    }
    if (!lines.is(BEGIN_MESSAGE)) {
      throw new FormatException("it does not begin as a clear-signed message");
    }
    do {
      lines.need();
      if (lines.startsWithDash()) {
        throw new FormatException("a header of the clear-signed message begins with a dash");
      }
    } while (!lines.isEmpty());
    byte[] text = text(lines);
    return new ClearsignedText(text, signatures(lines));
  }

  /** The signed lines, with a line feed between them and none behind the last. */
  public byte[] text() {
    return text;
  }

  /** One or more signatures in ASCII armor, as lines. */
  public byte[] signatures() {
    return signatures;
  }

  private static byte[] text(Lines lines) throws FormatException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(lines.message.length);
    boolean first = true;
    while (true) {
      lines.need();
      boolean dash = lines.startsWithDash();
      if (dash && lines.is(BEGIN_SIGNATURE)) {
        return text.toByteArray();
      }
      if (dash && !lines.isEscaped()) {
        throw new FormatException("a line of the clear-signed text lacks its dash escape");
      }
      if (!first) {
        text.write('\n');
      }
      lines.copy(dash ? 2 : 0, text);
      first = false;
    }
  }

  /** Reads from behind the first line of the first signature to the end. */
  private static byte[] signatures(Lines lines) throws FormatException {
    ByteArrayOutputStream signatures = new ByteArrayOutputStream();
    boolean open = true;
    do {
      lines.copy(0, signatures);
      signatures.write('\n');
      if (!lines.next()) {
        break;
      }
      if (!open && !lines.is(BEGIN_SIGNATURE)) {
        throw new FormatException("text follows the clear-signed message");
      }
      if (open && lines.startsWithDash() && !lines.is(END_SIGNATURE)) {
        throw new FormatException("a line of the signature begins with a dash");
      }
      open = !lines.is(END_SIGNATURE);
    } while (true);
    if (open) {
      throw new FormatException(TOO_SHORT);
    }
    return signatures.toByteArray();
  }

  /** A cursor over lines, without their ends and trailing blanks. */
  private static final class Lines {
    private final byte[] message;
    private int from;
    private int to;
    private int following;

    Lines(byte[] message) {
      this.message = message;
    }

    /** Steps to the next line; false at the end. */
    boolean next() {
      if (following >= message.length) {
        return false;
      }
      from = following;
      int end = from;
      while (end < message.length && message[end] != '\n') {
        end++;
      }
      following = end + 1;
      while (end > from && message[end - 1] == '\r') {
        end--;
      }
      while (end > from && (message[end - 1] == ' ' || message[end - 1] == '\t')) {
        end--;
      }
      to = end;
      return true;
    }

    void need() throws FormatException {
      if (!next()) {
        throw new FormatException(TOO_SHORT);
      }
    }

    boolean isEmpty() {
      return from == to;
    }

    boolean startsWithDash() {
      return to > from && message[from] == '-';
    }

    boolean isEscaped() {
      return to - from >= 2 && message[from] == '-' && message[from + 1] == ' ';
    }

    boolean is(String line) {
      return to - from == line.length()
          && new String(message, from, to - from, StandardCharsets.ISO_8859_1).equals(line);
    }

    void copy(int offset, ByteArrayOutputStream target) {
      target.write(message, from + offset, to - from - offset);
    }
  }
}
