package dev.pop.mirror.report;

/**
 * What was done for one archive: for its suites together, and for what belongs to none of them,
 * such as files that were removed.
 *
 * @param archive id of the archive, its place below {@code mirror_path}
 * @param repository base URL of the archive, without credentials
 */
public record ArchiveReport(String archive, String repository, TransferStats traffic)
    implements JsonForm {

  @Override
  public void writeTo(JsonFields json) {
    json.put("archive", archive).put("repository", repository);
    traffic.writeTo(json);
  }
}
