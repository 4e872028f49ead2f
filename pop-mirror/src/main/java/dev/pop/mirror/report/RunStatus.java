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
 * @param kind {@code full}, {@code metadata_only}, {@code dry_run}, {@code apt_mirror} or {@code
 *     cleanup}
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
    Instant updated) {

  /** The JSON object. */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("run", run);
    json.addProperty("kind", kind);
    json.addProperty("pid", pid);
    json.addProperty("process_started", processStarted);
    json.addProperty("started", started.toString());
    json.addProperty("stage", stage);
    json.addProperty("files", files);
    add(json, "total_files", totalFiles);
    json.addProperty("bytes", bytes);
    add(json, "total_bytes", totalBytes);
    json.addProperty("bytes_per_second", bytesPerSecond);
    add(json, "seconds_left", secondsLeft);
    json.addProperty("retries", retries);
    json.addProperty("failures", failures);
    add(json, "limit_bytes_per_second", limit);
    json.addProperty("paused", paused);
    json.addProperty("updated", updated.toString());
    return json + "\n";
  }

  private static void add(JsonObject json, String key, OptionalLong value) {
    if (value.isPresent()) {
      json.addProperty(key, value.getAsLong());
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
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
