package dev.pop.mirror.report;

/**
 * How long a stage took, and for what.
 *
 * @param seconds from its first file's beginning to its last file's end, all rounds together
 * @param files that were done
 * @param bytes of those files
 */
public record StageTime(Stage stage, double seconds, long files, long bytes) implements JsonForm {

  @Override
  public void writeTo(JsonFields json) {
    json.put("stage", stage).put("seconds", seconds).put("files", files).put("bytes", bytes);
  }
}
