package dev.pop.mirror.report;

import dev.pop.core.Internal;

/**
 * What a run of the Perl program came to: what it announced, and what is there now. Its exit code
 * says nothing of that.
 *
 * @param sync the run in the words of the native engine; downloaded files and bytes are those of
 *     the pool that were missing before and are there now, requests and retries are not known and 0
 * @param verification what the check of the mirror after the run found
 * @param announced what the program printed
 */
@Internal
public record AptMirrorReport(SyncReport sync, VerifyReport verification, Sizes announced) {

  /**
   * The numbers in the program's output; 0 for what it did not print. Bytes are rounded, as it
   * prints one decimal.
   *
   * @param archiveBytes bytes of pool files that it found to fetch
   * @param archiveFiles their number
   * @param removableBytes what its clean script frees, or has been freed with {@code _autoclean}
   * @param removableFiles number of those files
   * @param removableDirectories number of directories that go with them
   */
  public record Sizes(
      long archiveBytes,
      long archiveFiles,
      long removableBytes,
      long removableFiles,
      long removableDirectories) {}
}
