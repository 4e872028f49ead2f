package dev.pop.mirror.repository;

import dev.pop.core.Internal;
import dev.pop.core.io.ByteSize;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of an archive a clean-up may take. An archive of which a large part is surplus all of a
 * sudden has more likely lost its indices than its files.
 *
 * @param sizeRatio part of its bytes from which on nothing is removed; 0 is no limit
 * @param countRatio part of its files from which on nothing is removed; 0 is no limit
 */
@Internal
public record WipeGuard(double sizeRatio, double countRatio) {
  /**
   * Why a clean-up must not be done, in words with the numbers; empty when it may.
   *
   * @param files how many names would go
   * @param bytes the sizes of these
   * @param allFiles how many names there are
   * @param allBytes the sizes of these
   */
  public Optional<String> objection(long files, long bytes, long allFiles, long allBytes) {
    boolean large = reaches(sizeRatio, bytes, allBytes);
    boolean many = reaches(countRatio, files, allFiles);
    if (!large && !many) {
      return Optional.empty();
    }
    Setting reached = large ? Setting.WIPE_SIZE_RATIO : Setting.WIPE_COUNT_RATIO;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%d of its %d files (%s of %s) would go, which reaches %s %s",
            files,
            allFiles,
            ByteSize.iec(bytes),
            ByteSize.iec(allBytes),
            reached.key(),
            large ? sizeRatio : countRatio));
  }

  private static boolean reaches(double ratio, long part, long all) {
    return ratio > 0 && part > 0 && part >= ratio * all;
  }
}
