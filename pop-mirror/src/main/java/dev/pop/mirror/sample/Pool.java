package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The package files of one generation, each once however many suites list it. */
final class Pool {
  private final Map<String, Blob> files = new TreeMap<>();

  /** The directory of a source package in a component, as Debian and Ubuntu lay them out. */
  static String directory(String component, String sourceName) {
    boolean library = sourceName.startsWith("lib") && sourceName.length() > 3;
    String prefix = sourceName.substring(0, library ? 4 : 1);
    return "pool/" + component + "/" + prefix + "/" + sourceName;
  }

  /**
   * Adds a file and returns its path as given.
   *
   * @throws IllegalStateException if the path has other bytes already
   */
  String put(String path, Blob blob) {
    Blob before = files.putIfAbsent(Path.of(path).normalize().toString(), blob);
    checkState(
        before == null || before.sameBytes(blob), "two packages with different bytes at %s", path);
    return path;
  }

  /** Paths relative to the archive's root. */
  Set<String> paths() {
    return Collections.unmodifiableSet(files.keySet());
  }

  void writeTo(Path root, Instant modified) throws IOException {
    for (Map.Entry<String, Blob> file : files.entrySet()) {
      ArchiveFiles.replace(root.resolve(file.getKey()), file.getValue().bytes(), modified);
    }
  }
}
