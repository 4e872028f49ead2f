package dev.pop.mirror.plan;

import static dev.pop.mirror.plan.Samples.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FileTableTest {
  private static final List<Integer> DIGEST_LENGTHS = List.of(16, 20, 32, 64);

  private final FileTable table = new FileTable();

  /** What the table shall remember of a file. */
  private record Entry(int id, long size, Checksum checksum) {}

  private static Checksum random(Random random) {
    byte[] digest = new byte[DIGEST_LENGTHS.get(random.nextInt(DIGEST_LENGTHS.size()))];
    random.nextBytes(digest);
    return Checksum.of(HashAlgorithm.ofByteLength(digest.length), digest);
  }

  @Test
  void add_100000RandomFiles_areAllFoundAgain() {
    Random random = new Random(20261122);
    Map<String, Entry> model = new HashMap<>();
    long bytes = 0;
    for (int i = 0; i < 100_000; i++) {
      String path = "pool/" + "ä".repeat(random.nextInt(3)) + random.nextInt(80_000) + "/x.deb";
      Checksum checksum = random(random);
      long size = random.nextLong() >>> 20;
      Entry known = model.get(path);
      int id = table.add(path, size, checksum);
      if (known == null) {
        assertThat(id).isEqualTo(model.size());
        model.put(path, new Entry(id, size, checksum));
        bytes += size;
      } else {
        assertThat(id).isEqualTo(FileTable.NONE);
      }
    }

    assertThat(model).hasSizeGreaterThan(60_000).hasSizeLessThan(100_000);
    assertThat(table.count()).isEqualTo(model.size());
    assertThat(table.totalBytes()).isEqualTo(bytes);
    model.forEach(
        (path, entry) -> {
          assertThat(table.find(path)).isEqualTo(entry.id);
          assertThat(table.path(entry.id)).isEqualTo(path);
          assertThat(table.size(entry.id)).isEqualTo(entry.size);
          assertThat(table.checksum(entry.id)).isEqualTo(entry.checksum);
          assertThat(table.add(path, entry.size, entry.checksum)).isEqualTo(entry.id);
        });
    assertThat(table.find("pool/80000/x.deb")).isEqualTo(FileTable.NONE);
  }

  @Test
  void add_samePathWithOtherContent_isAConflict() {
    int id = table.add("a", 1, sha256("a"));

    assertThat(table.add("a", 1, sha256("a"))).isEqualTo(id);
    assertThat(table.add("a", 2, sha256("a"))).isEqualTo(FileTable.NONE);
    assertThat(table.add("a", 1, sha256("b"))).isEqualTo(FileTable.NONE);
    assertThat(table.add("a", 1, Checksum.of(HashAlgorithm.MD5, new byte[16])))
        .isEqualTo(FileTable.NONE);
    assertThat(table.count()).isEqualTo(1);
    assertThat(table.checksum(id)).isEqualTo(sha256("a"));
  }

  @Test
  void findSame_wantsPathSizeAndDigest() {
    int id = table.add("b", 1, sha256("b"));
    FileTable other = new FileTable();
    other.add("unrelated", 7, sha256("unrelated"));
    assertThat(other.findSame(table, id)).isEqualTo(FileTable.NONE);

    assertThat(tableOf("b", 2, sha256("b")).findSame(table, id)).isEqualTo(FileTable.NONE);
    assertThat(tableOf("b", 1, sha256("c")).findSame(table, id)).isEqualTo(FileTable.NONE);
    assertThat(tableOf("b", 1, Checksum.of(HashAlgorithm.SHA1, new byte[20])).findSame(table, id))
        .isEqualTo(FileTable.NONE);
    assertThat(other.add("b", 1, sha256("b"))).isEqualTo(1);
    assertThat(other.findSame(table, id)).isEqualTo(1);
  }

  private static FileTable tableOf(String path, long size, Checksum checksum) {
    FileTable table = new FileTable();
    table.add(path, size, checksum);
    return table;
  }

  @Test
  void truncate_forgetsTheLastFilesOnly() {
    for (int i = 0; i < 5000; i++) {
      table.add("f" + i, i, sha256("f" + i));
    }

    table.truncate(5000);
    assertThat(table.count()).isEqualTo(5000);
    table.truncate(1000);

    assertThat(table.count()).isEqualTo(1000);
    assertThat(table.find("f999")).isEqualTo(999);
    assertThat(table.find("f1000")).isEqualTo(FileTable.NONE);
    assertThat(table.totalBytes()).isEqualTo(999 * 1000 / 2);
    assertThat(table.add("f4000", 1, sha256("other"))).isEqualTo(1000);
    assertThat(table.checksum(1000)).isEqualTo(sha256("other"));
  }

  @Test
  void memory_isWellUnder200BytesAFile() {
    // What else this process frees or keeps meanwhile spoils a measurement, but hardly each of
    // them.
    long perFile = LongStream.generate(FileTableTest::bytesPerFile).limit(3).min().orElseThrow();

    assertThat(perFile).isBetween(90L, 200L);
  }

  private static long bytesPerFile() {
    int files = 300_000;
    byte[] digest = new byte[32];
    long before = usedBytes();
    List<FileTable> kept = new ArrayList<>();
    kept.add(new FileTable());
    for (int i = 0; i < files; i++) {
      byte[] path = path(i);
      kept.get(0).add(path, path.length, i, HashAlgorithm.SHA256, digest);
    }
    long perFile = (usedBytes() - before) / files;
    assertThat(kept.get(0).count()).isEqualTo(files);
    return perFile;
  }

  /** As long as the average path of a package of Ubuntu. */
  private static byte[] path(int i) {
    String text = "pool/universe/l/libsomething-perl/libsomething-perl_1." + i + "-1_all.deb";
    byte[] path = new byte[text.length()];
    for (int k = 0; k < path.length; k++) {
      path[k] = (byte) text.charAt(k);
    }
    return path;
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
