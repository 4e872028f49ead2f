package dev.pop.core.openpgp;

import com.google.common.primitives.Longs;
import com.google.common.primitives.Shorts;
import dev.pop.core.apt.FormatException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One key of a keyring as bytes, and by which ids it may be asked for. A key that signed nothing
 * costs no more than this.
 *
 * @param fingerprint of the primary key, in upper-case hexadecimal digits
 * @param keyIds of the primary key and its subkeys
 * @param packets the key, its subkeys, user ids and their signatures; shared, and not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KeyBlock(String fingerprint, List<Long> keyIds, byte[] packets) {
  private static final int MAX_PACKETS = 100_000;
  private static final int MAX_BYTES = 4 << 20;

  /** What of a key is about its own abilities. */
  private static final List<Integer> TAGS =
      List.of(
          Packet.PUBLIC_KEY,
          Packet.PUBLIC_SUBKEY,
          Packet.USER_ID,
          Packet.USER_ATTRIBUTE,
          Packet.SIGNATURE);

  /**
   * The keys in the packets of a keyring. Keys of versions 2, 3 and 5 are passed over, as gpgv does
   * not read them either.
   *
   * @throws FormatException if the bytes are no packets, do not begin with a public key, or a key
   *     is over-long
   */
  static List<KeyBlock> read(byte[] bytes) throws FormatException {
    Packet.Row row = Packet.walk(bytes, MAX_PACKETS);
    List<Packet> packets =
        row.packets().stream().filter(packet -> packet.tag() != Packet.MARKER).toList();
    if (packets.isEmpty() || packets.get(0).tag() != Packet.PUBLIC_KEY) {
      throw new FormatException("it does not begin with an OpenPGP public key");
    }
    if (row.rest() < bytes.length) {
      throw new FormatException("OpenPGP packet at offset " + row.rest() + " is damaged or cut");
    }
    List<KeyBlock> blocks = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= packets.size(); i++) {
      if (i == packets.size() || packets.get(i).tag() == Packet.PUBLIC_KEY) {
        block(bytes, packets.subList(from, i)).ifPresent(blocks::add);
        from = i;
      }
    }
    return blocks;
  }

  private static Optional<KeyBlock> block(byte[] bytes, List<Packet> packets)
      throws FormatException {
    Optional<byte[]> primary = fingerprint(bytes, packets.get(0));
    if (primary.isEmpty()) {
      return Optional.empty();
    }
    List<Packet> used = packets.stream().filter(packet -> TAGS.contains(packet.tag())).toList();
    int size = used.stream().mapToInt(packet -> packet.to() - packet.from()).sum();
    if (size > MAX_BYTES) {
      throw new FormatException("a key is longer than " + MAX_BYTES + " bytes");
    }
    byte[] copy = new byte[size];
    int at = 0;
    List<Long> ids = new ArrayList<>();
    for (Packet packet : used) {
      System.arraycopy(bytes, packet.from(), copy, at, packet.to() - packet.from());
      at += packet.to() - packet.from();
      if (packet.tag() == Packet.PUBLIC_KEY || packet.tag() == Packet.PUBLIC_SUBKEY) {
        fingerprint(bytes, packet).ifPresent(print -> ids.add(keyId(print)));
      }
    }
    String name = HexFormat.of().withUpperCase().formatHex(primary.get());
    return Optional.of(new KeyBlock(name, List.copyOf(ids), copy));
  }

  /** The last eight bytes of a fingerprint of version 4, the first of one of version 6. */
  static long keyId(byte[] fingerprint) {
    return Longs.fromByteArray(
        fingerprint.length == 20 ? Arrays.copyOfRange(fingerprint, 12, 20) : fingerprint);
  }

  private static Optional<byte[]> fingerprint(byte[] bytes, Packet key) {
    int length = key.to() - key.body();
    int version = length == 0 ? 0 : bytes[key.body()];
    try {
      if (version == 4 && length <= 0xFFFF) {
        MessageDigest digest = MessageDigest.getInstance("SHA-1");
        digest.update((byte) 0x99);
        digest.update(Shorts.toByteArray((short) length));
        digest.update(bytes, key.body(), length);
        return Optional.of(digest.digest());
      }
      if (version == 6) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) 0x9B);
        digest.update(Longs.toByteArray(length), 4, 4);
        digest.update(bytes, key.body(), length);
        return Optional.of(digest.digest());
      }
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1 and SHA-256", e);
    }
  }
}
