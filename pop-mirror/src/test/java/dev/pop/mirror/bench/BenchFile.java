package dev.pop.mirror.bench;

/**
 * A package file of a benchmark archive.
 *
 * @param packageName the binary package, or the source package
 * @param architecture as in {@code Architecture}; {@link #SOURCE} for a file of the source package
 * @param path below the archive's base; no two different files ever have the same
 * @param size in bytes
 */
record BenchFile(String packageName, String architecture, String path, long size) {
  static final String SOURCE = "source";

  boolean isSource() {
    return architecture.equals(SOURCE);
  }

  /** Whether the index of this architecture lists it. */
  boolean isFor(String indexed) {
    return architecture.equals(indexed) || (architecture.equals("all") && !indexed.equals(SOURCE));
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
