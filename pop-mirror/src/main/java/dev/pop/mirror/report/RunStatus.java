package dev.pop.mirror.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run at work, as {@code var_path/pop/run.json} has it. The names are those of its JSON form, see
 * docs/cli.md.
 *
 * @param run its name, as in its report
 * @param kind {@code full}, {@code metadata_only}, {@code dry_run}, {@code apt_mirror}, {@code
 *     verify} or {@code cleanup}
 * @param pid its process
 * @param processStarted when the process started, as the system tells it; empty where it does not
 * @param started when the run began
 * @param stage such as {@code archive}, or {@code release again}
 * @param files how many files of the stage are done
 * @param totalFiles how many it has, where that is known
 * @param bytes of the stage that are there
 * @param totalBytes how many it has, where that is known
 * @param bytesPerSecond of the last seconds
 * @param secondsLeft of the stage, where that can be told
 * @param retries of the whole run
 * @param failures of the whole run
 * @param limit of the total rate in bytes a second; 0 is none, and empty that it cannot be changed
 * @param paused whether transfers wait
 * @param updated when this was so
 */
public record RunStatus(
    String run,
    String kind,
    long pid,
    String processStarted,
    Instant started,
    String stage,
    long files,
    OptionalLong totalFiles,
    long bytes,
    OptionalLong totalBytes,
    long bytesPerSecond,
    OptionalLong secondsLeft,
    long retries,
    long failures,
    OptionalLong limit,
    boolean paused,
    Instant updated)
    implements JsonForm {

  /** What is told of the run at work: whether there is one, and how far it has come. */
  public static JsonForm answer(Optional<RunStatus> atWork) {
    return json -> {
      json.put("running", atWork.isPresent());
      atWork.ifPresent(status -> status.writeTo(json));
    };
  }

  /** The keys that are told; the file has more. */
  @Override
  public void writeTo(JsonFields json) {
    json.put("run", run)
        .put("kind", kind)
        .put("pid", pid)
        .put("started", started)
        .put("stage", stage)
        .put("files", files)
        .put("total_files", totalFiles)
        .put("bytes", bytes)
        .put("total_bytes", totalBytes)
        .put("bytes_per_second", bytesPerSecond)
        .put("seconds_left", secondsLeft)
        .put("retries", retries)
        .put("failures", failures)
        .put("limit_bytes_per_second", limit)
        .put("paused", paused)
        .put("updated", updated);
  }

  /** What stands in the file. */
  public String toText() {
    JsonForm file =
        json -> {
          writeTo(json);
          json.put("process_started", processStarted);
        };
    return file.toJsonLine() + "\n";
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @return empty if it is something else, or damaged
   */
  public static Optional<RunStatus> parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(
          new RunStatus(
              json.get("run").getAsString(),
              json.get("kind").getAsString(),
              json.get("pid").getAsLong(),
              json.get("process_started").getAsString(),
              Instant.parse(json.get("started").getAsString()),
              json.get("stage").getAsString(),
              json.get("files").getAsLong(),
              number(json, "total_files"),
              json.get("bytes").getAsLong(),
              number(json, "total_bytes"),
              json.get("bytes_per_second").getAsLong(),
              number(json, "seconds_left"),
              json.get("retries").getAsLong(),
              json.get("failures").getAsLong(),
              number(json, "limit_bytes_per_second"),
              json.get("paused").getAsBoolean(),
              Instant.parse(json.get("updated").getAsString())));
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException // a key that is not there
        | UnsupportedOperationException
        | NumberFormatException
        | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong number(JsonObject json, String key) {
    @Nullable JsonElement value = json.get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value.getAsLong());
  }
}
