package dev.pop.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.pop.core.Diagnostic;
import dev.pop.core.FailureKind;
import dev.pop.core.Printable;
import dev.pop.mirror.estimator.ProbeResult;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.ReportJson;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.setup.SetupStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Results as JSON: keys in snake case, times in RFC 3339, states in the words of docs/cli.md. */
final class Json {
  private static final Gson PRETTY = builder().setPrettyPrinting().create();
  private static final Gson COMPACT = builder().create();

  private Json() {}

  private static GsonBuilder builder() {
    JsonSerializer<Enum<?>> lowerCase =
        (word, type, context) -> new JsonPrimitive(word.name().toLowerCase(Locale.ROOT));
    JsonSerializer<Object> words = (value, type, context) -> new JsonPrimitive(value.toString());
    JsonSerializer<Optional<?>> content =
        (value, type, context) -> context.serialize(value.orElse(null));
    JsonSerializer<Diagnostic> flat =
        (diagnostic, type, context) -> {
          JsonObject json = new JsonObject();
          json.addProperty("origin", diagnostic.position().origin());
          json.addProperty("line", diagnostic.position().line());
          json.addProperty("reason", diagnostic.reason());
          return json;
        };
    return new GsonBuilder()
        .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
        .disableHtmlEscaping()
        .registerTypeAdapter(Instant.class, words)
        .registerTypeHierarchyAdapter(Path.class, words)
        .registerTypeAdapter(VerifyReport.Status.class, words)
        .registerTypeAdapter(SyncReport.class, new SyncReportAdapter())
        .registerTypeHierarchyAdapter(Optional.class, content)
        .registerTypeAdapter(Diagnostic.class, flat)
        .registerTypeAdapter(HealthReport.Status.class, lowerCase)
        .registerTypeAdapter(HealthReport.Thing.class, lowerCase)
        .registerTypeAdapter(FailureKind.class, lowerCase)
        .registerTypeAdapter(ProbeResult.Result.class, lowerCase)
        .registerTypeAdapter(SetupStep.Status.class, lowerCase);
  }

  /** Reports have a form of their own, in which they are kept too. */
  private static final class SyncReportAdapter extends TypeAdapter<SyncReport> {
    @Override
    public void write(JsonWriter json, SyncReport report) throws IOException {
      ReportJson.write(json, report);
    }

    @Override
    public SyncReport read(JsonReader json) {
      throw new UnsupportedOperationException("results are only written");
    }
  }

  static String pretty(Object value) {
    return Printable.json(PRETTY.toJson(value));
  }

  static String line(Object value) {
    return Printable.json(COMPACT.toJson(value));
  }
}
