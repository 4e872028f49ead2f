package dev.pop.core.openpgp;

import dev.pop.core.apt.FormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where one OpenPGP packet is (RFC 9580, section 4.2), before anything in it is read.
 *
 * @param tag its type
 * @param from the offset of its header
 * @param body the offset behind its header
 * @param to the offset behind it
 */
record Packet(int tag, int from, int body, int to) {
  static final int SIGNATURE = 2;
  static final int PUBLIC_KEY = 6;
  static final int MARKER = 10;
  static final int TRUST = 12;
  static final int USER_ID = 13;
  static final int PUBLIC_SUBKEY = 14;
  static final int USER_ATTRIBUTE = 17;

  /**
   * A row of packets.
   *
   * @param packets those that are whole
   * @param rest the offset at which no whole packet begins; the length of the bytes if there is
   *     none such
   */
  record Row(List<Packet> packets, int rest) {}

  /**
   * Walks along the packets in {@code bytes}.
   *
   * @param most how many there may be
   * @throws FormatException if there are more
   */
  static Row walk(byte[] bytes, int most) throws FormatException {
    List<Packet> packets = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      Packet packet = at(bytes, at);
      if (packet.to > bytes.length || packet.to < packet.body) {
        break;
      }
      if (packets.size() == most) {
        throw new FormatException("there are more than " + most + " OpenPGP packets");
      }
      packets.add(packet);
      at = packet.to;
    }
    return new Row(List.copyOf(packets), at);
  }

  /** Header and body. */
  byte[] whole(byte[] bytes) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The packet at an offset; one that is damaged ends before it begins. */
  private static Packet at(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    if ((first & 0x80) == 0) {
      return damaged(at);
    }
    if ((first & 0x40) == 0) {
      int lengthType = first & 3;
      // Type 3 is a length that nobody says, which only data packets have.
      int size = lengthType == 3 ? bytes.length : 1 << lengthType;
      return sized(bytes, (first >> 2) & 0xF, at, at + 1, size);
    }
    int tag = first & 0x3F;
    int next = at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 255;
    if (next < 192) {
      return new Packet(tag, at, at + 2, at + 2 + next);
    }
    if (next < 224) {
      int last = at + 2 < bytes.length ? bytes[at + 2] & 0xFF : bytes.length;
      return new Packet(tag, at, at + 3, at + 3 + ((next - 192) << 8) + last + 192);
    }
    return next == 255 ? sized(bytes, tag, at, at + 2, 4) : damaged(at);
  }

  /** A packet whose length is {@code size} bytes from {@code at} on. */
  private static Packet sized(byte[] bytes, int tag, int from, int at, int size) {
    if (size > bytes.length - at) {
      return damaged(from);
    }
    long length = 0;
    for (int i = 0; i < size; i++) {
      length = length << 8 | (bytes[at + i] & 0xFF);
    }
    int body = at + size;
    return length > bytes.length - body
        ? damaged(from)
        : new Packet(tag, from, body, body + (int) length);
  }

  private static Packet damaged(int from) {
    return new Packet(-1, from, from + 1, from);
  }
}
