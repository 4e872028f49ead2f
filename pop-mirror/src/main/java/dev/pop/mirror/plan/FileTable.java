package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.util.Arrays;

/**
 * Distinct files below an archive's base: path, size and digest, each path once. Files are numbered
 * from 0 in the order in which they came. Paths and digests lie in one byte array, so a file of
 * average path length costs about 130 bytes.
 *
 * <p>Not safe for use by several threads while files are added; after that, reading is.
 */
public final class FileTable {
  /** What {@link #add} and {@link #find} answer instead of a number. */
  public static final int NONE = -1;

  /**
   * Per file its path, one byte with the length of its digest (which tells the algorithm), the
   * digest.
   */
  private byte[] arena = new byte[1 << 16];

  private int arenaEnd;
  private int[] offsets = new int[1 << 9];
  private short[] pathLengths = new short[1 << 9];
  private long[] sizes = new long[1 << 9];
  private int count;

  /** Open addressing: number of a file plus one, 0 where free. The length is a power of two. */
  private int[] slots = new int[1 << 10];

  /**
   * Adds a file.
   *
   * @param path UTF-8, from index 0 to {@code pathLength}
   * @param digest the digest's bytes from index 0
   * @return its number, also when the same file is there already; {@link #NONE} when the path is
   *     there with another size or digest
   */
  public int add(byte[] path, int pathLength, long size, HashAlgorithm algorithm, byte[] digest) {
    int slot = slot(path, pathLength);
    if (slots[slot] != 0) {
      int id = slots[slot] - 1;
      return sizes[id] == size && hasDigest(id, algorithm, digest) ? id : NONE;
    }
    ensureRoom(pathLength + 1 + algorithm.byteLength());
    int id = count++;
    offsets[id] = arenaEnd;
    pathLengths[id] = (short) pathLength;
    sizes[id] = size;
    System.arraycopy(path, 0, arena, arenaEnd, pathLength);
    arena[arenaEnd + pathLength] = (byte) algorithm.byteLength();
    System.arraycopy(digest, 0, arena, arenaEnd + pathLength + 1, algorithm.byteLength());
    arenaEnd += pathLength + 1 + algorithm.byteLength();
    slots[slot] = id + 1;
    if (2 * count > slots.length) {
      fillSlots(2 * slots.length);
    }
    return id;
  }

  /** Forgets the files that were added last: {@code kept} remain. */
  void keepFirst(int kept) {
    if (kept < count) {
      arenaEnd = offsets[kept];
      count = kept;
      fillSlots(slots.length);
    }
  }

  /** As {@link #add(byte[], int, long, HashAlgorithm, byte[])}. */
  public int add(String path, long size, Checksum checksum) {
    byte[] bytes = path.getBytes(UTF_8);
    return add(bytes, bytes.length, size, checksum.algorithm(), checksum.bytes());
  }

  /** Number of the file with this path, or {@link #NONE}. */
  public int find(String path) {
    byte[] bytes = path.getBytes(UTF_8);
    return slots[slot(bytes, bytes.length)] - 1;
  }

  /**
   * Number of the file here that has the path, size and digest of file {@code id} of {@code other};
   * {@link #NONE} if there is none.
   */
  public int findSame(FileTable other, int id) {
    int from = other.offsets[id];
    int mine = slots[slot(other.arena, from, other.pathLengths[id])] - 1;
    if (mine == NONE || sizes[mine] != other.sizes[id]) {
      return NONE;
    }
    int myDigest = digestStart(mine);
    int itsDigest = other.digestStart(id);
    int length = other.algorithm(id).byteLength();
    return algorithm(mine) == other.algorithm(id)
            && Arrays.equals(
                arena, myDigest, myDigest + length, other.arena, itsDigest, itsDigest + length)
        ? mine
        : NONE;
  }

  /** Number of distinct files. */
  public int count() {
    return count;
  }

  /** Path below the archive's base. */
  public String path(int id) {
    return new String(arena, offsets[id], pathLengths[id], UTF_8);
  }

  /** Size in bytes. */
  public long size(int id) {
    return sizes[id];
  }

  public Checksum checksum(int id) {
    int from = digestStart(id);
    HashAlgorithm algorithm = algorithm(id);
    return Checksum.of(algorithm, Arrays.copyOfRange(arena, from, from + algorithm.byteLength()));
  }

  /** Sum of all sizes in bytes. */
  public long totalBytes() {
    return Arrays.stream(sizes, 0, count).sum();
  }

  private HashAlgorithm algorithm(int id) {
    return HashAlgorithm.ofByteLength(arena[digestStart(id) - 1]);
  }

  private int digestStart(int id) {
    return offsets[id] + pathLengths[id] + 1;
  }

  private boolean hasDigest(int id, HashAlgorithm algorithm, byte[] digest) {
    int from = digestStart(id);
    int length = algorithm.byteLength();
    return algorithm(id) == algorithm
        && Arrays.equals(arena, from, from + length, digest, 0, length);
  }

  private int slot(byte[] path, int length) {
    return slot(path, 0, length);
  }

  /** The slot that holds the path, or the free one where it belongs. */
  private int slot(byte[] path, int from, int length) {
    int mask = slots.length - 1;
    int slot = hash(path, from, length) & mask;
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      int start = offsets[id];
      if (pathLengths[id] == length
          && Arrays.equals(arena, start, start + length, path, from, from + length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int hash(byte[] path, int from, int length) {
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + path[i];
    }
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }

  private void ensureRoom(int bytes) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      pathLengths = Arrays.copyOf(pathLengths, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    if (arena.length - arenaEnd < bytes) {
      long wanted = Math.max(arenaEnd + (long) bytes, arena.length + (long) (arena.length >> 1));
      arena = Arrays.copyOf(arena, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }

  private void fillSlots(int length) {
    slots = new int[length];
    for (int id = 0; id < count; id++) {
      slots[slot(arena, offsets[id], pathLengths[id])] = id + 1;
    }
  }
}
