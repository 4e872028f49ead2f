package dev.pop.cli;

import dev.pop.core.Printable;
import dev.pop.mirror.report.JsonForm;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of the log.
 *
 * @param run tells the lines of one run from those of others
 * @param event what happened, as one word
 * @param message the same for people
 * @param fields what can be counted and searched for; numbers stay numbers
 */
record LogLine(
    Instant time,
    LogLevel level,
    String run,
    String event,
    String message,
    Map<String, Object> fields) {
  /** The event of a command that ended with an error. */
  static final String COMMAND_FAILED = "command_failed";

  /** For people at a terminal. */
  String text() {
    String shown = Printable.lines(message);
    if (event.equals(COMMAND_FAILED)) {
      return "pop: " + shown;
    }
    return switch (level) {
      case ERROR -> "error: " + shown;
      case WARN -> "warning: " + shown;
      case INFO, DEBUG -> shown;
    };
  }

  /** For people who look at it later. */
  String dated() {
    return time.truncatedTo(ChronoUnit.MILLIS) + " " + run + " " + text();
  }

  /** For programs: one JSON object. */
  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("time", time.toString());
    object.put("level", level.name().toLowerCase(Locale.ROOT));
    object.put("event", event);
    object.put("run", run);
    object.put("message", message);
    fields.forEach(object::putIfAbsent);
    JsonForm line = json -> object.forEach(json::put);
    return line.toJsonLine();
  }
}
