package dev.pop.mirror.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.pop.core.FailureKind;
import dev.pop.core.http.FetchException;
import java.io.Reader;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads what {@link SyncReport} writes. */
final class ReportReader {
  private ReportReader() {}

  /**
   * Reads one report.
   *
   * @throws IllegalArgumentException if it is no report, or damaged
   */
  static SyncReport read(Reader json) {
    try {
      return report(JsonParser.parseReader(json).getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException // a key that is not there
        | UnsupportedOperationException // null in place of a value
        | ClassCastException
        | DateTimeException e) {
      throw new IllegalArgumentException("not a run report, or damaged", e);
    }
  }

  private static SyncReport report(JsonObject json) {
    return SyncReport.builder(
            text(json, "run"),
            constant(SyncReport.Kind.class, json.get("kind")),
            Instant.parse(text(json, "started")))
        .traffic(traffic(json))
        .unchangedFiles(number(json, "unchanged_files"))
        .rescuedFiles(number(json, "rescued_files"))
        .removable(
            new Removable(
                number(json, "removable_bytes"),
                number(json, "removable_files"),
                0,
                Optional.empty()))
        .pending(number(json, "pending_files"), number(json, "pending_bytes"))
        .repositories(list(json.getAsJsonArray("repositories"), ReportReader::suite))
        .archives(
            list(
                json.getAsJsonArray("archives"),
                archive ->
                    new ArchiveReport(
                        archive(archive), text(archive, "repository"), traffic(archive))))
        .failures(
            list(
                json.getAsJsonArray("failures"),
                failure ->
                    new Failure(
                        text(failure, "url"),
                        kind(failure).orElse(FailureKind.OTHER),
                        text(failure, "reason"),
                        remedy(failure))))
        .error(Optional.ofNullable(json.get("error")).map(JsonElement::getAsString))
        .build(
            constant(SyncReport.Status.class, json.get("status")),
            Instant.parse(text(json, "finished")));
  }

  private static SuiteReport suite(JsonObject json) {
    return new SuiteReport(
        archive(json),
        text(json, "repository"),
        text(json, "suite"),
        constant(SuiteReport.Status.class, json.get("status")),
        number(json, "files"),
        number(json, "bytes"),
        Optional.ofNullable(json.get("generation")).map(JsonElement::getAsString),
        Optional.ofNullable(json.getAsJsonObject("signature")).map(ReportReader::signature),
        kind(json),
        words(json.getAsJsonArray("problems")),
        remedy(json),
        traffic(json));
  }

  /** Earlier versions wrote none, and later ones may know more. */
  private static Optional<FailureKind> kind(JsonObject json) {
    return Optional.ofNullable(json.get("kind"))
        .map(word -> known(FailureKind.class, word).orElse(FailureKind.OTHER));
  }

  /** Earlier versions wrote none, and later ones may know more. */
  private static Optional<Remedy> remedy(JsonObject json) {
    Optional<JsonObject> remedy = Optional.ofNullable(json.getAsJsonObject("remedy"));
    return remedy
        .flatMap(it -> known(Remedy.Action.class, it.get("action")))
        .map(action -> new Remedy(action, words(remedy.orElseThrow().getAsJsonArray("arguments"))));
  }

  /** Earlier versions wrote the URL alone. */
  private static String archive(JsonObject json) {
    return new FormerNames().id(text(json, json.has("archive") ? "archive" : "repository"));
  }

  private static ReleaseSignature signature(JsonObject json) {
    return new ReleaseSignature(
        json.get("verified").getAsBoolean(),
        words(json.getAsJsonArray("keys")),
        words(json.getAsJsonArray("keyrings")).stream().map(Path::of).toList(),
        Optional.ofNullable(json.get("reason")).map(JsonElement::getAsString));
  }

  private static List<String> words(JsonArray json) {
    return StreamSupport.stream(json.spliterator(), false).map(JsonElement::getAsString).toList();
  }

  private static TransferStats traffic(JsonObject json) {
    SortedMap<Integer, Long> requests = new TreeMap<>();
    json.getAsJsonObject("requests_by_status")
        .asMap()
        .forEach((status, count) -> requests.put(status(status), count.getAsLong()));
    SortedMap<FetchException.Fault, Long> retries = new TreeMap<>();
    json.getAsJsonObject("retries_by_reason")
        .asMap()
        .forEach(
            (reason, count) ->
                retries.put(constant(FetchException.Fault.class, reason), count.getAsLong()));
    return new TransferStats(
        number(json, "downloaded_files"),
        number(json, "downloaded_bytes"),
        number(json, "resumed_files"),
        number(json, "resumed_bytes"),
        number(json, "adopted_files"),
        number(json, "adopted_bytes"),
        number(json, "removed_files"),
        number(json, "removed_bytes"),
        number(json, "failed_files"),
        requests,
        retries,
        list(
            json.getAsJsonArray("stages"),
            time ->
                new StageTime(
                    constant(Stage.class, time.get("stage")),
                    time.get("seconds").getAsDouble(),
                    number(time, "files"),
                    number(time, "bytes"))));
  }

  private static int status(String word) {
    return word.equals(TransferStats.NO_ANSWER) ? 0 : Integer.parseInt(word);
  }

  private static String text(JsonObject json, String key) {
    return json.get(key).getAsString();
  }

  private static long number(JsonObject json, String key) {
    return json.get(key).getAsLong();
  }

  private static <T> List<T> list(JsonArray json, Function<JsonObject, T> reader) {
    return StreamSupport.stream(json.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(reader)
        .toList();
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonElement word) {
    return constant(type, word.getAsString());
  }

  /** Empty if it is of a later version. */
  private static <E extends Enum<E>> Optional<E> known(Class<E> type, JsonElement word) {
    try {
      return Optional.of(constant(type, word));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }
}
