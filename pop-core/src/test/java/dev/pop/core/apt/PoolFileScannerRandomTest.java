package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Generated indices, read by the scanner in random chunks and by a parser too plain to be wrong.
 */
class PoolFileScannerRandomTest {
  private static final List<HashAlgorithm> PREFERENCE =
      List.of(HashAlgorithm.SHA256, HashAlgorithm.SHA512, HashAlgorithm.SHA1, HashAlgorithm.MD5);

  @Test
  void scanPackages_generatedIndices_areAsTheNaiveParserReadsThem() throws Exception {
    for (long seed = 1; seed <= 150; seed++) {
      Random random = new Random(seed);
      String index = index(random, false);
      List<String> expected = new ArrayList<>();
      for (Map<String, String> fields : naive(index)) {
        HashAlgorithm best = best(fields, false);
        expected.add(
            found(
                best,
                value(fields, best.packagesField()),
                value(fields, "Size"),
                value(fields, "Filename")));
      }
      List<String> actual = new ArrayList<>();
      PoolFileScanner.scanPackages(
          chunks(index, random), file -> actual.add(PoolFileScannerTest.words(file)));

      assertThat(actual).as("seed %d", seed).isNotEmpty().isEqualTo(expected);
    }
  }

  @Test
  void scanSources_generatedIndices_areAsTheNaiveParserReadsThem() throws Exception {
    for (long seed = 1; seed <= 150; seed++) {
      Random random = new Random(seed);
      String index = index(random, true);
      List<String> expected = new ArrayList<>();
      for (Map<String, String> fields : naive(index)) {
        HashAlgorithm best = best(fields, true);
        for (String line : Splitter.on('\n').split(value(fields, best.sourcesField()))) {
          List<String> words = Splitter.on(' ').splitToList(line);
          expected.add(
              found(
                  best,
                  words.get(0),
                  words.get(1),
                  value(fields, "Directory") + "/" + words.get(2)));
        }
      }
      List<String> actual = new ArrayList<>();
      PoolFileScanner.scanSources(
          chunks(index, random), file -> actual.add(PoolFileScannerTest.words(file)));

      assertThat(actual).as("seed %d", seed).isNotEmpty().isEqualTo(expected);
    }
  }

  /** Damage gives files or a {@link FormatException}; every path that comes out stays inside. */
  @Test
  void scan_damagedIndices_neverFailOtherwise() throws Exception {
    byte[] noise = "\n /.:\0\\é-".getBytes(UTF_8);
    int refused = 0;
    int read = 0;
    for (long seed = 1; seed <= 1500; seed++) {
      Random random = new Random(seed);
      boolean sources = random.nextBoolean();
      byte[] bytes = index(random, sources).getBytes(UTF_8);
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = noise[random.nextInt(noise.length)];
      }
      String as = "seed " + seed;
      PoolFileSink sink =
          file -> assertThat(ArchivePath.normalize(file.path())).as(as).isEqualTo(file.path());
      try {
        if (sources) {
          PoolFileScanner.scanSources(new ChunkedStream(bytes, random, 500), sink);
        } else {
          PoolFileScanner.scanPackages(new ChunkedStream(bytes, random, 500), sink);
        }
        read++;
      } catch (FormatException e) {
        refused++;
      } catch (RuntimeException | IOException e) {
        throw new AssertionError(as, e);
      }
    }
    assertThat(refused).isGreaterThan(50);
    assertThat(read).isGreaterThan(50);
  }

  private static InputStream chunks(String text, Random random) {
    int maxChunk = 1 << random.nextInt(14);
    return new ChunkedStream(text.getBytes(UTF_8), random, maxChunk);
  }

  private static String found(HashAlgorithm algorithm, String digest, String size, String path) {
    return algorithm + ":" + digest + " " + Long.parseLong(size) + " " + path;
  }

  private static HashAlgorithm best(Map<String, String> fields, boolean sources) {
    for (HashAlgorithm algorithm : PREFERENCE) {
      if (fields.containsKey(sources ? algorithm.sourcesField() : algorithm.packagesField())) {
        return algorithm;
      }
    }
    throw new AssertionError(fields);
  }

  private static String value(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name).strip();
  }

  private static List<Map<String, String>> naive(String index) {
    List<Map<String, String>> stanzas = new ArrayList<>();
    for (String stanza : Splitter.onPattern("\n\n+").split(index.replace("\r", "").strip())) {
      Map<String, String> fields = new LinkedHashMap<>();
      String name = "";
      for (String line : Splitter.on('\n').split(stanza)) {
        if (line.startsWith(" ")) {
          fields.merge(name, "\n" + line.strip(), String::concat);
        } else {
          name = line.substring(0, line.indexOf(':'));
          fields.put(name, line.substring(line.indexOf(':') + 1).strip());
        }
      }
      stanzas.add(fields);
    }
    return stanzas;
  }

  private static String index(Random random, boolean sources) {
    String newline = random.nextInt(4) == 0 ? "\r\n" : "\n";
    StringBuilder index = new StringBuilder(newline.repeat(random.nextInt(3)));
    for (int i = random.nextInt(30); i >= 0; i--) {
      List<String> fields = sources ? sourceFields(random) : binaryFields(random);
      fields.add("Package: p" + i);
      fields.add("Description: Filename: SHA256: " + "x".repeat(random.nextInt(4000)));
      fields.add("Sizes: 7");
      fields.add("SHA2567: 7");
      fields.add("Long:\n Filename: pool/not-this\n Size: -1\n .");
      Collections.shuffle(fields, random);
      index.append(String.join("\n", fields).replace("\n", newline));
      index.append(newline.repeat(i == 0 ? random.nextInt(3) : 2 + random.nextInt(2)));
    }
    return index.toString();
  }

  private static List<String> binaryFields(Random random) {
    List<String> fields = new ArrayList<>();
    fields.add("Filename: " + path(random) + ".deb");
    fields.add("Size: " + size(random));
    for (HashAlgorithm algorithm : algorithms(random)) {
      fields.add(algorithm.packagesField() + ": " + digest(algorithm, random));
    }
    return fields;
  }

  private static List<String> sourceFields(Random random) {
    List<String> fields = new ArrayList<>();
    fields.add("Directory: " + path(random));
    int files = 1 + random.nextInt(4);
    for (HashAlgorithm algorithm : algorithms(random)) {
      StringBuilder list = new StringBuilder(algorithm.sourcesField() + ":");
      for (int i = 0; i < files; i++) {
        list.append("\n ").append(digest(algorithm, random)).append(" ").append(size(random));
        list.append(" f").append(i).append("~1+2.tar.xz");
      }
      fields.add(list.toString());
    }
    return fields;
  }

  private static List<HashAlgorithm> algorithms(Random random) {
    List<HashAlgorithm> all = new ArrayList<>(PREFERENCE);
    Collections.shuffle(all, random);
    return all.subList(0, 1 + random.nextInt(all.size()));
  }

  private static String digest(HashAlgorithm algorithm, Random random) {
    byte[] bytes = new byte[algorithm.byteLength()];
    random.nextBytes(bytes);
    return Checksum.of(algorithm, bytes).hex();
  }

  private static String size(Random random) {
    return String.valueOf(1 + (random.nextLong() >>> (5 + random.nextInt(58))));
  }

  private static String path(Random random) {
    StringBuilder path = new StringBuilder("pool");
    for (int i = random.nextInt(5); i >= 0; i--) {
      path.append('/').append("abcdef+~:%é".charAt(random.nextInt(11)));
      path.append("n".repeat(random.nextInt(80)));
    }
    return path.toString();
  }
}
