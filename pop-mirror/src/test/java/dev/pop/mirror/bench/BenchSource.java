package dev.pop.mirror.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A source package of a benchmark archive with its binary packages. All follows from its number,
 * revision and the sizes.
 *
 * @param suites that list it
 * @param files of the source package first
 */
record BenchSource(
    String name, String version, String component, List<String> suites, List<BenchFile> files) {
  private static final long SEED = 20_240_425;
  private static final String VOWELS = "aeiou";

  BenchSource {
    suites = List.copyOf(suites);
    files = List.copyOf(files);
  }

  /**
   * Makes one.
   *
   * @param number from 0
   * @param revision the packager's revision, from 1; the upstream's part is the same in all
   */
  static BenchSource of(int number, int revision, BodySizes sizes) {
    SplittableRandom random = new SplittableRandom(SEED + number);
    String letter = Character.toString('a' + random.nextInt(26));
    String name =
        (random.nextInt(4) == 0 ? "lib" : "")
            + (letter + VOWELS.charAt(random.nextInt(5)))
            + ("xmvr".charAt(random.nextInt(4)) + "-" + number);
    String component = random.nextInt(5) == 0 ? "main" : "universe";
    List<String> suites = suites(random.nextInt(20));
    String upstream = "1." + random.nextInt(40);
    String version = upstream + "-" + revision;
    String directory =
        "pool/" + component + "/" + name.substring(0, name.startsWith("lib") ? 4 : 1) + "/" + name;
    List<BenchFile> files = new ArrayList<>();
    for (String ending :
        List.of(version + ".dsc", upstream + ".orig.tar.xz", version + ".debian.tar.xz")) {
      String path = directory + "/" + name + "_" + ending;
      files.add(new BenchFile(name, BenchFile.SOURCE, path, size(path, sizes)));
    }
    int binaries = 1 + random.nextInt(3);
    for (int i = 0; i < binaries; i++) {
      String binary = i == 0 ? name : name + "-" + List.of("dev", "common").get(i - 1);
      List<String> built = random.nextInt(5) < 2 ? List.of("all") : BenchArchive.ARCHITECTURES;
      for (String architecture : built) {
        String path = directory + "/" + binary + "_" + version + "_" + architecture + ".deb";
        files.add(new BenchFile(binary, architecture, path, size(path, sizes)));
      }
    }
    return new BenchSource(name, version, component, suites, files);
  }

  private static List<String> suites(int of20) {
    if (of20 < 14) {
      return BenchArchive.SUITES.subList(0, 1);
    }
    return BenchArchive.SUITES.subList(1, of20 < 17 ? 2 : 3);
  }

  private static long size(String path, BodySizes sizes) {
    return sizes.draw(random(path));
  }

  /** Always the same numbers for one path. */
  static SplittableRandom random(String path) {
    long hash = SEED;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
    }
    return new SplittableRandom(hash);
  }
}
