package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.util.Arrays;

/**
 * Files as they come, one after the other: path, size and digest, numbered from 0. Paths and
 * digests lie in one byte array, so a file costs what its path and its digest do and some twenty
 * bytes.
 *
 * <p>Not safe for use by several threads while files are added; after that, reading is.
 */
final class FileRows {
  /**
   * Per file its path, one byte with the length of its digest (which tells the algorithm), the
   * digest.
   */
  private byte[] arena = new byte[1 << 13];

  private int arenaEnd;
  private int[] offsets = new int[1 << 6];
  private short[] pathLengths = new short[1 << 6];
  private int[] hashes = new int[1 << 6];
  private long[] sizes = new long[1 << 6];
  private int count;

  int count() {
    return count;
  }

  /**
   * Adds a file.
   *
   * @param path UTF-8, from index 0 to {@code pathLength}
   * @param digest the digest's bytes from index 0
   * @return its number
   */
  int add(byte[] path, int pathLength, long size, HashAlgorithm algorithm, byte[] digest) {
    int digestLength = algorithm.byteLength();
    ensureRoom(pathLength + 1 + digestLength);
    System.arraycopy(path, 0, arena, arenaEnd, pathLength);
    arena[arenaEnd + pathLength] = (byte) digestLength;
    System.arraycopy(digest, 0, arena, arenaEnd + pathLength + 1, digestLength);
    return note(pathLength, hash(path, pathLength), size, pathLength + 1 + digestLength);
  }

  /** Adds file {@code id} of {@code other}. */
  int add(FileRows other, int id) {
    int length = other.length(id);
    ensureRoom(length);
    System.arraycopy(other.arena, other.offsets[id], arena, arenaEnd, length);
    return note(other.pathLengths[id], other.hashes[id], other.sizes[id], length);
  }

  private int note(int pathLength, int hash, long size, int length) {
    int id = count++;
    offsets[id] = arenaEnd;
    pathLengths[id] = (short) pathLength;
    hashes[id] = hash;
    sizes[id] = size;
    arenaEnd += length;
    return id;
  }

  /** Forgets the files from number {@code newCount} on. */
  void truncate(int newCount) {
    if (newCount < count) {
      arenaEnd = offsets[newCount];
      count = newCount;
    }
  }

  String path(int id) {
    return new String(arena, offsets[id], pathLengths[id], UTF_8);
  }

  long size(int id) {
    return sizes[id];
  }

  Checksum checksum(int id) {
    int from = digestStart(id);
    HashAlgorithm algorithm = HashAlgorithm.ofByteLength(arena[from - 1]);
    return Checksum.of(algorithm, Arrays.copyOfRange(arena, from, from + algorithm.byteLength()));
  }

  long totalBytes() {
    return Arrays.stream(sizes, 0, count).sum();
  }

  /** A number that is the same for equal paths. */
  int hash(int id) {
    return hashes[id];
  }

  static int hash(byte[] path, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + path[i];
    }
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }

  boolean hasPath(int id, int hash, byte[] path, int length) {
    int from = offsets[id];
    return hashes[id] == hash
        && pathLengths[id] == length
        && Arrays.equals(arena, from, from + length, path, 0, length);
  }

  boolean hasPathOf(int id, FileRows other, int itsId) {
    int from = offsets[id];
    int itsFrom = other.offsets[itsId];
    int length = pathLengths[id];
    return hashes[id] == other.hashes[itsId]
        && length == other.pathLengths[itsId]
        && Arrays.equals(arena, from, from + length, other.arena, itsFrom, itsFrom + length);
  }

  boolean hasContent(int id, long size, HashAlgorithm algorithm, byte[] digest) {
    int from = digestStart(id);
    int length = algorithm.byteLength();
    return sizes[id] == size
        && arena[from - 1] == length
        && Arrays.equals(arena, from, from + length, digest, 0, length);
  }

  /** Whether both files have one size and one digest. */
  boolean hasContentOf(int id, FileRows other, int itsId) {
    int from = digestStart(id) - 1;
    int itsFrom = other.digestStart(itsId) - 1;
    return sizes[id] == other.sizes[itsId]
        && Arrays.equals(
            arena,
            from,
            offsets[id] + length(id),
            other.arena,
            itsFrom,
            other.offsets[itsId] + other.length(itsId));
  }

  /** Whether both files lie in one directory. */
  boolean areTogether(int id, int other) {
    int length = directoryLength(id);
    return length == directoryLength(other)
        && Arrays.equals(
            arena,
            offsets[id],
            offsets[id] + length,
            arena,
            offsets[other],
            offsets[other] + length);
  }

  boolean pathEndsWith(int id, byte[] ending) {
    int to = offsets[id] + pathLengths[id];
    int from = to - ending.length;
    return ending.length <= pathLengths[id]
        && Arrays.equals(arena, from, to, ending, 0, ending.length);
  }

  private int directoryLength(int id) {
    int length = pathLengths[id];
    while (length > 0 && arena[offsets[id] + length - 1] != '/') {
      length--;
    }
    return length;
  }

  private int digestStart(int id) {
    return offsets[id] + pathLengths[id] + 1;
  }

  private int length(int id) {
    return pathLengths[id] + 1 + arena[digestStart(id) - 1];
  }

  private void ensureRoom(int bytes) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      pathLengths = Arrays.copyOf(pathLengths, 2 * count);
      hashes = Arrays.copyOf(hashes, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    if (arena.length - arenaEnd < bytes) {
      long wanted = Math.max(arenaEnd + (long) bytes, arena.length + (long) (arena.length >> 1));
      arena = Arrays.copyOf(arena, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }
}
