package dev.pop.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A Java that is installed on this machine.
 *
 * @param feature its number, such as 17
 * @param home its directory
 */
record Jdk(int feature, Path home) {
  private static final Path SYSTEM = Path.of("/usr/lib/jvm");

  /** The one that runs this, and one of each later version that the system has. */
  static List<Jdk> found() throws IOException {
    TreeMap<Integer, Path> homes = new TreeMap<>();
    for (Path home : candidates()) {
      if (Files.isExecutable(home.resolve("bin/java")) && Files.exists(home.resolve("release"))) {
        homes.putIfAbsent(feature(home), home);
      }
    }
    int running = Runtime.version().feature();
    homes.put(running, Path.of(System.getProperty("java.home")));
    return homes.tailMap(running).entrySet().stream()
        .map(found -> new Jdk(found.getKey(), found.getValue()))
        .toList();
  }

  private static List<Path> candidates() throws IOException {
    List<Path> homes = new ArrayList<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("JAVA_HOME")) {
                homes.add(Path.of(value));
              }
            });
    if (Files.isDirectory(SYSTEM)) {
      try (DirectoryStream<Path> installed = Files.newDirectoryStream(SYSTEM)) {
        installed.forEach(homes::add);
      }
    }
    return homes;
  }

  private static int feature(Path home) throws IOException {
    Properties release = new Properties();
    try (Reader text = Files.newBufferedReader(home.resolve("release"))) {
      release.load(text);
    }
    String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("[.-]", 2)[0]);
  }

  Path java() {
    return home.resolve("bin/java");
  }

  @Override
  public String toString() {
    return "Java " + feature;
  }
}
