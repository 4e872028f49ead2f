package dev.pop.mirror.report;

import java.util.List;

/**
 * What a clean-up freed. The names are those of its JSON form, see docs/cli.md.
 *
 * @param dryRun whether nothing was removed; the rest then says what would be
 * @param freedBytes bytes that were freed; a file that still has another name frees none
 * @param freedFiles number of files that were removed
 * @param freedDirectories number of directories that were empty then and were removed
 * @param files paths below {@code mirror_path} of the files
 * @param skipped archives that were left alone, with the reason
 * @param failures what could not be removed
 */
public record CleanupReport(
    boolean dryRun,
    long freedBytes,
    long freedFiles,
    long freedDirectories,
    List<String> files,
    List<Problem> skipped,
    List<Failure> failures)
    implements JsonForm {
  public CleanupReport {
    files = List.copyOf(files);
    skipped = List.copyOf(skipped);
    failures = List.copyOf(failures);
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("dry_run", dryRun)
        .put("freed_bytes", freedBytes)
        .put("freed_files", freedFiles)
        .put("freed_directories", freedDirectories)
        .put("files", files)
        .put("skipped", skipped)
        .put("failures", failures);
  }
}
