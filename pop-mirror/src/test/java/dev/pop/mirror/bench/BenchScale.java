package dev.pop.mirror.bench;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How large an archive is.
 *
 * @param files number of package files that it has at least; a few more complete the last package
 * @param sizes of the package files
 * @param bodies whether the package files are written; if not, the digests in the indices are made
 *     up, and the archive can be planned but not mirrored, and has its indices in one form only
 */
record BenchScale(int files, BodySizes sizes, boolean bodies) {
  BenchScale {
    checkArgument(files > 0, "%s files", files);
  }

  /**
   * A scale by its name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static BenchScale named(String name) {
    return switch (name) {
      case "small" -> new BenchScale(400, new BodySizes(30_000, 1.2, 900, 1_000_000), true);
      case "medium" -> new BenchScale(5000, new BodySizes(36_000, 2.25, 900, 100_000_000), true);
      case "many" -> new BenchScale(60_000, new BodySizes(4500, 0.3, 2000, 8000), true);
      default -> throw new IllegalArgumentException("no scale '" + name + "': small, medium, many");
    };
  }

  /** An archive of about {@code bytes} in all. */
  static BenchScale of(int files, long bytes) {
    return new BenchScale(files, BodySizes.ofMean((double) bytes / files), true);
  }

  BenchScale withoutBodies() {
    return new BenchScale(files, sizes, false);
  }
}
