package dev.pop.mirror.plan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Files as they come, one after the other: path, size and digest, numbered from 0. Paths and
 * digests lie in byte arrays, so a file costs what its path and its digest do and some twenty
 * bytes.
 *
 * <p>Not safe for use by several threads while files are added; after that, reading is.
 */
final class FileRows {
  /** An offset is the number of a chunk, and the place in it. */
  private static final int CHUNK_BITS = 16;

  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;

  /** So many faults are named. */
  private static final int NAMED = 3;

  /**
   * Per file its path, one byte with the length of its digest (which tells the algorithm), the
   * digest. None lies in two chunks, and no chunk is ever copied.
   */
  private final List<byte[]> chunks = new ArrayList<>();

  /** Of the last chunk. */
  private int chunkEnd = CHUNK_BYTES;

  private int[] offsets = new int[1 << 6];
  private short[] pathLengths = new short[1 << 6];
  private int[] hashes = new int[1 << 6];
  private long[] sizes = new long[1 << 6];
  private int count;
  private final List<String> faults = new ArrayList<>();
  private long faultCount;

  int count() {
    return count;
  }

  /** Notes that a part of what was read cannot be used; the first reasons are kept. */
  void fault(String reason) {
    if (faultCount++ < NAMED) {
      faults.add(reason);
    }
  }

  /** What could not be used, in a few words; empty if everything could. */
  Optional<String> faults() {
    return faultCount == 0
        ? Optional.empty()
        : Optional.of(
            String.join("; ", faults)
                + (faultCount > NAMED ? "; and " + (faultCount - NAMED) + " more" : ""));
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
    byte[] chunk = room(pathLength + 1 + digestLength);
    System.arraycopy(path, 0, chunk, chunkEnd, pathLength);
    chunk[chunkEnd + pathLength] = (byte) digestLength;
    System.arraycopy(digest, 0, chunk, chunkEnd + pathLength + 1, digestLength);
    return note(pathLength, KeyedHash.of(path, pathLength), size, pathLength + 1 + digestLength);
  }

  /** Adds file {@code id} of {@code other}. */
  int add(FileRows other, int id) {
    int length = other.length(id);
    byte[] chunk = room(length);
    System.arraycopy(other.chunk(id), other.from(id), chunk, chunkEnd, length);
    return note(other.pathLengths[id], other.hashes[id], other.sizes[id], length);
  }

  private int note(int pathLength, int hash, long size, int length) {
    int id = count++;
    offsets[id] = (chunks.size() - 1) << CHUNK_BITS | chunkEnd;
    pathLengths[id] = (short) pathLength;
    hashes[id] = hash;
    sizes[id] = size;
    chunkEnd += length;
    return id;
  }

  /** Gives a file another size and digest. Files that come later can no longer be forgotten. */
  void replace(int id, long size, HashAlgorithm algorithm, byte[] digest) {
    int pathLength = pathLengths[id];
    int digestLength = algorithm.byteLength();
    byte[] before = chunk(id);
    int from = from(id);
    byte[] chunk = room(pathLength + 1 + digestLength);
    System.arraycopy(before, from, chunk, chunkEnd, pathLength);
    chunk[chunkEnd + pathLength] = (byte) digestLength;
    System.arraycopy(digest, 0, chunk, chunkEnd + pathLength + 1, digestLength);
    offsets[id] = (chunks.size() - 1) << CHUNK_BITS | chunkEnd;
    sizes[id] = size;
    chunkEnd += pathLength + 1 + digestLength;
  }

  /** Forgets the files from number {@code newCount} on. */
  void truncate(int newCount) {
    if (newCount < count) {
      chunkEnd = from(newCount);
      chunks.subList(1 + (offsets[newCount] >>> CHUNK_BITS), chunks.size()).clear();
      count = newCount;
    }
  }

  /** The numbers of all files, in the order of the bytes of their paths. */
  int[] byPath() {
    Integer[] ids = new Integer[count];
    Arrays.setAll(ids, id -> id);
    Arrays.sort(ids, this::comparePaths);
    return Arrays.stream(ids).mapToInt(Integer::intValue).toArray();
  }

  private int comparePaths(int one, int other) {
    return Arrays.compareUnsigned(
        chunk(one),
        from(one),
        from(one) + pathLengths[one],
        chunk(other),
        from(other),
        from(other) + pathLengths[other]);
  }

  String path(int id) {
    return new String(chunk(id), from(id), pathLengths[id], UTF_8);
  }

  long size(int id) {
    return sizes[id];
  }

  Checksum checksum(int id) {
    int from = digestStart(id);
    HashAlgorithm algorithm = HashAlgorithm.ofByteLength(chunk(id)[from - 1]);
    return Checksum.of(
        algorithm, Arrays.copyOfRange(chunk(id), from, from + algorithm.byteLength()));
  }

  long totalBytes() {
    return Arrays.stream(sizes, 0, count).sum();
  }

  /** A number that is the same for equal paths. */
  int hash(int id) {
    return hashes[id];
  }

  boolean hasPath(int id, int hash, byte[] path, int length) {
    int from = from(id);
    return hashes[id] == hash
        && pathLengths[id] == length
        && Arrays.equals(chunk(id), from, from + length, path, 0, length);
  }

  boolean hasPathOf(int id, FileRows other, int itsId) {
    int from = from(id);
    int itsFrom = other.from(itsId);
    int length = pathLengths[id];
    return hashes[id] == other.hashes[itsId]
        && length == other.pathLengths[itsId]
        && Arrays.equals(
            chunk(id), from, from + length, other.chunk(itsId), itsFrom, itsFrom + length);
  }

  boolean hasContent(int id, long size, HashAlgorithm algorithm, byte[] digest) {
    int from = digestStart(id);
    int length = algorithm.byteLength();
    return sizes[id] == size
        && chunk(id)[from - 1] == length
        && Arrays.equals(chunk(id), from, from + length, digest, 0, length);
  }

  /** Whether both files have one size and one digest. */
  boolean hasContentOf(int id, FileRows other, int itsId) {
    int from = digestStart(id) - 1;
    int itsFrom = other.digestStart(itsId) - 1;
    return sizes[id] == other.sizes[itsId]
        && Arrays.equals(
            chunk(id),
            from,
            from(id) + length(id),
            other.chunk(itsId),
            itsFrom,
            other.from(itsId) + other.length(itsId));
  }

  /** Whether both files lie in one directory. */
  boolean areTogether(int id, int other) {
    int length = directoryLength(id);
    return length == directoryLength(other)
        && Arrays.equals(
            chunk(id),
            from(id),
            from(id) + length,
            chunk(other),
            from(other),
            from(other) + length);
  }

  boolean pathBeginsWith(int id, byte[] beginning) {
    int from = from(id);
    return beginning.length <= pathLengths[id]
        && Arrays.equals(chunk(id), from, from + beginning.length, beginning, 0, beginning.length);
  }

  boolean pathEndsWith(int id, byte[] ending) {
    int to = from(id) + pathLengths[id];
    int from = to - ending.length;
    return ending.length <= pathLengths[id]
        && Arrays.equals(chunk(id), from, to, ending, 0, ending.length);
  }

  private int directoryLength(int id) {
    int length = pathLengths[id];
    while (length > 0 && chunk(id)[from(id) + length - 1] != '/') {
      length--;
    }
    return length;
  }

  private int digestStart(int id) {
    return from(id) + pathLengths[id] + 1;
  }

  private int length(int id) {
    return pathLengths[id] + 1 + chunk(id)[digestStart(id) - 1];
  }

  private byte[] chunk(int id) {
    return chunks.get(offsets[id] >>> CHUNK_BITS);
  }

  /** Where a file begins in its chunk. */
  private int from(int id) {
    return offsets[id] & (CHUNK_BYTES - 1);
  }

  /** A chunk with room for so many bytes behind {@link #chunkEnd}, and for one more file. */
  private byte[] room(int bytes) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      pathLengths = Arrays.copyOf(pathLengths, 2 * count);
      hashes = Arrays.copyOf(hashes, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    checkArgument(bytes <= CHUNK_BYTES, "a path is longer than any file system allows");
    if (CHUNK_BYTES - chunkEnd < bytes) {
      chunks.add(new byte[CHUNK_BYTES]);
      chunkEnd = 0;
    }
    return chunks.get(chunks.size() - 1);
  }
}
