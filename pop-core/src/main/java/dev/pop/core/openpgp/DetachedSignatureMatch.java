package dev.pop.core.openpgp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.primitives.Ints;
import dev.pop.core.Internal;
import dev.pop.core.apt.FormatException;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;

/**
 * Tells whether a detached signature belongs to a text, without any key: every signature says the
 * first 16 bits of the digest that it signs (RFC 9580, 5.2.3). It proves nothing against somebody
 * who means harm; it finds a {@code Release.gpg} of another day than its {@code Release}.
 */
@Internal
public final class DetachedSignatureMatch {
  private static final int MAX_SIGNATURES = 32;
  private static final int VERSION = 4;
  private static final int TEXT_DOCUMENT = 1;

  /** Names of the digests by their numbers (RFC 9580, 9.5), as far as Java has them. */
  private static final Map<Integer, String> DIGESTS =
      Map.of(1, "MD5", 2, "SHA-1", 8, "SHA-256", 9, "SHA-384", 10, "SHA-512", 11, "SHA-224");

  private DetachedSignatureMatch() {}

  /**
   * Requires that {@code signature} can be one of {@code text}. Kinds of signatures that are not
   * known here can.
   *
   * @param signature binary, or in ASCII armor
   * @throws FormatException if it is no signature, or one of another text
   */
  public static void require(byte[] text, byte[] signature) throws FormatException {
    boolean binary = signature.length > 0 && signature[0] < 0;
    List<byte[]> blocks =
        binary
            ? List.of(signature)
            : new Armor("PGP SIGNATURE").decode(new String(signature, ISO_8859_1), true);
    int count = 0;
    for (byte[] block : blocks) {
      for (Packet packet : Packet.walk(block, MAX_SIGNATURES).packets()) {
        if (packet.tag() == Packet.SIGNATURE) {
          count++;
          requireTie(text, block, packet);
        }
      }
    }
    if (count == 0) {
      throw new FormatException("there is no signature in it");
    }
  }

  private static void requireTie(byte[] text, byte[] block, Packet packet) throws FormatException {
    int from = packet.body();
    int hashedEnd = from + 6 + number(block, from + 4, packet);
    if (number(block, from, packet) >> 8 != VERSION) {
      return;
    }
    int tie = hashedEnd + 2 + number(block, hashedEnd, packet);
    int left = number(block, tie, packet);
    String name = DIGESTS.get(block[from + 3] & 0xff);
    if (name == null) {
      return;
    }
    MessageDigest digest = digest(name);
    digest.update(block[from + 1] == TEXT_DOCUMENT ? canonical(text) : text);
    digest.update(block, from, hashedEnd - from);
    digest.update(new byte[] {VERSION, (byte) 0xff});
    byte[] of = digest.digest(Ints.toByteArray(hashedEnd - from));
    if (((of[0] & 0xff) << 8 | (of[1] & 0xff)) != left) {
      throw new FormatException("it signs another text");
    }
  }

  /** Two bytes of a packet. */
  private static int number(byte[] block, int at, Packet packet) throws FormatException {
    if (at + 2 > packet.to()) {
      throw new FormatException("a signature in it is cut short");
    }
    return (block[at] & 0xff) << 8 | (block[at + 1] & 0xff);
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With the line ends that a signature of type 1 is made over. */
  private static byte[] canonical(byte[] text) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(text.length + text.length / 32);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) {
        lines.write('\r');
      }
      lines.write(text[i]);
    }
    return lines.toByteArray();
  }
}
