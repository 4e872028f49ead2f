package dev.pop.mirror.report;

import com.google.gson.stream.JsonWriter;
import dev.pop.core.Internal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes reports of runs as JSON, see docs/schemas/sync.schema.json. It writes key by key: to learn
 * the shape of records by reflection would take longer than a run that finds nothing to do.
 */
@Internal
public final class ReportJson {
  private ReportJson() {}

  /** Writes a report as one object. */
  public static void write(JsonWriter json, SyncReport report) throws IOException {
    json.beginObject();
    json.name("run").value(report.run());
    json.name("kind").value(word(report.kind()));
    json.name("status").value(word(report.status()));
    if (report.error().isPresent()) {
      json.name("error").value(report.error().get());
    }
    json.name("started").value(report.started().toString());
    json.name("finished").value(report.finished().toString());
    write(json, report.traffic());
    json.name("unchanged_files").value(report.unchangedFiles());
    json.name("rescued_files").value(report.rescuedFiles());
    json.name("removable_bytes").value(report.removableBytes());
    json.name("removable_files").value(report.removableFiles());
    json.name("pending_bytes").value(report.pendingBytes());
    json.name("pending_files").value(report.pendingFiles());
    json.name("repositories").beginArray();
    for (SuiteReport suite : report.repositories()) {
      write(json, suite);
    }
    json.endArray();
    json.name("archives").beginArray();
    for (ArchiveReport archive : report.archives()) {
      json.beginObject();
      json.name("archive").value(archive.archive());
      json.name("repository").value(archive.repository());
      write(json, archive.traffic());
      json.endObject();
    }
    json.endArray();
    json.name("failures").beginArray();
    for (Failure failure : report.failures()) {
      json.beginObject();
      json.name("url").value(failure.url());
      json.name("kind").value(word(failure.kind()));
      json.name("reason").value(failure.reason());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private static void write(JsonWriter json, SuiteReport suite) throws IOException {
    json.beginObject();
    json.name("archive").value(suite.archive());
    json.name("repository").value(suite.repository());
    json.name("suite").value(suite.suite());
    json.name("status").value(word(suite.status()));
    json.name("files").value(suite.files());
    json.name("bytes").value(suite.bytes());
    if (suite.signature().isPresent()) {
      write(json, suite.signature().get());
    }
    if (suite.kind().isPresent()) {
      json.name("kind").value(word(suite.kind().get()));
    }
    json.name("problems").beginArray();
    for (String problem : suite.problems()) {
      json.value(problem);
    }
    json.endArray();
    write(json, suite.traffic());
    json.endObject();
  }

  private static void write(JsonWriter json, ReleaseSignature signature) throws IOException {
    json.name("signature").beginObject();
    json.name("verified").value(signature.verified());
    json.name("keys").beginArray();
    for (String key : signature.keys()) {
      json.value(key);
    }
    json.endArray();
    json.name("keyrings").beginArray();
    for (Path keyring : signature.keyrings()) {
      json.value(keyring.toString());
    }
    json.endArray();
    if (signature.reason().isPresent()) {
      json.name("reason").value(signature.reason().get());
    }
    json.endObject();
  }

  /** The keys of what was done, among those of what it was done for. */
  private static void write(JsonWriter json, TransferStats traffic) throws IOException {
    json.name("downloaded_bytes").value(traffic.downloadedBytes());
    json.name("downloaded_files").value(traffic.downloadedFiles());
    json.name("resumed_files").value(traffic.resumedFiles());
    json.name("resumed_bytes").value(traffic.resumedBytes());
    json.name("adopted_files").value(traffic.adoptedFiles());
    json.name("adopted_bytes").value(traffic.adoptedBytes());
    json.name("removed_files").value(traffic.removedFiles());
    json.name("removed_bytes").value(traffic.removedBytes());
    json.name("failed_files").value(traffic.failedFiles());
    json.name("requests").value(traffic.requests());
    json.name("requests_by_status").beginObject();
    for (Map.Entry<Integer, Long> requests : traffic.requestsByStatus().entrySet()) {
      int status = requests.getKey();
      json.name(status == 0 ? NO_ANSWER : String.valueOf(status)).value(requests.getValue());
    }
    json.endObject();
    json.name("retries").value(traffic.retries());
    json.name("retries_by_reason").beginObject();
    for (Map.Entry<? extends Enum<?>, Long> retries : traffic.retriesByReason().entrySet()) {
      json.name(word(retries.getKey())).value(retries.getValue());
    }
    json.endObject();
    json.name("bytes_per_second").value(traffic.bytesPerSecond());
    json.name("error_rate").value(Math.round(traffic.errorRate() * 10_000) / 10_000.0);
    json.name("stages");
    write(json, traffic.stages());
  }

  static final String NO_ANSWER = "none";

  private static void write(JsonWriter json, List<StageTime> stages) throws IOException {
    json.beginArray();
    for (StageTime time : stages) {
      json.beginObject();
      json.name("stage").value(word(time.stage()));
      json.name("seconds").value(time.seconds());
      json.name("files").value(time.files());
      json.name("bytes").value(time.bytes());
      json.endObject();
    }
    json.endArray();
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
