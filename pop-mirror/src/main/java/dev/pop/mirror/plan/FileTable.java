package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;

/**
 * Distinct files below an archive's base: path, size and digest, each path once. Files are numbered
 * from 0 in the order in which they came. A file of average path length costs about 130 bytes.
 *
 * <p>Not safe for use by several threads while files are added; after that, reading is.
 */
public final class FileTable {
  /** What {@link #add} and {@link #find} answer instead of a number. */
  public static final int NONE = -1;

  private final FileRows rows = new FileRows();

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
      return rows.hasContent(id, size, algorithm, digest) ? id : NONE;
    }
    return take(slot, rows.add(path, pathLength, size, algorithm, digest));
  }

  /** As {@link #add(byte[], int, long, HashAlgorithm, byte[])}. */
  public int add(String path, long size, Checksum checksum) {
    byte[] bytes = path.getBytes(UTF_8);
    return add(bytes, bytes.length, size, checksum.algorithm(), checksum.bytes());
  }

  /** Adds file {@code id} of {@code other}, with the same answer. */
  int add(FileRows other, int id) {
    int slot = slot(other, id);
    if (slots[slot] != 0) {
      int mine = slots[slot] - 1;
      return rows.hasContentOf(mine, other, id) ? mine : NONE;
    }
    return take(slot, rows.add(other, id));
  }

  /** Number of the file with the path of file {@code id} of {@code other}, or {@link #NONE}. */
  int findPath(FileRows other, int id) {
    return slots[slot(other, id)] - 1;
  }

  /** Gives a file another size and digest; after that, {@link #truncate} must not be called. */
  void replace(int id, FileContent content) {
    rows.replace(id, content.size(), content.checksum().algorithm(), content.checksum().bytes());
  }

  private int take(int slot, int id) {
    slots[slot] = id + 1;
    if (2 * rows.count() > slots.length) {
      slots = new int[2 * slots.length];
      fillSlots();
    }
    return id;
  }

  /** Forgets the files from number {@code newCount} on. */
  void truncate(int newCount) {
    if (newCount < rows.count()) {
      rows.truncate(newCount);
      slots = new int[slots.length];
      fillSlots();
    }
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
    int mine = slots[slot(other.rows, id)] - 1;
    return mine != NONE && rows.hasContentOf(mine, other.rows, id) ? mine : NONE;
  }

  /** Number of distinct files. */
  public int count() {
    return rows.count();
  }

  /** The numbers of all files, in the order of the bytes of their paths. */
  public int[] byPath() {
    return rows.byPath();
  }

  /** Path below the archive's base. */
  public String path(int id) {
    return rows.path(id);
  }

  /** Whether the path begins so. */
  boolean pathBeginsWith(int id, byte[] beginning) {
    return rows.pathBeginsWith(id, beginning);
  }

  /** Whether the path ends so; {@code ending} is ASCII. */
  public boolean pathEndsWith(int id, String ending) {
    return rows.pathEndsWith(id, ending.getBytes(US_ASCII));
  }

  /** Whether two files lie in one directory. */
  public boolean areTogether(int id, int other) {
    return rows.areTogether(id, other);
  }

  /** Size in bytes. */
  public long size(int id) {
    return rows.size(id);
  }

  public Checksum checksum(int id) {
    return rows.checksum(id);
  }

  /** Size and digest. */
  public FileContent content(int id) {
    return new FileContent(size(id), checksum(id));
  }

  /** Sum of all sizes in bytes. */
  public long totalBytes() {
    return rows.totalBytes();
  }

  /** The slot that holds the path, or the free one where it belongs. */
  private int slot(byte[] path, int length) {
    int hash = KeyedHash.of(path, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0 && !rows.hasPath(slots[slot] - 1, hash, path, length)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int slot(FileRows other, int id) {
    int mask = slots.length - 1;
    int slot = other.hash(id) & mask;
    while (slots[slot] != 0 && !rows.hasPathOf(slots[slot] - 1, other, id)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void fillSlots() {
    int mask = slots.length - 1;
    for (int id = 0; id < rows.count(); id++) {
      int slot = rows.hash(id) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = id + 1;
    }
  }
}
