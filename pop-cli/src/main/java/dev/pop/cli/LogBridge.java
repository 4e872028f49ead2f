package dev.pop.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Brings what libraries log by way of SLF4J into the log of the command that runs. Of libraries
 * other than ours only warnings and errors are of interest.
 */
public final class LogBridge implements SLF4JServiceProvider {
  private static final String OURS = "dev.pop.";

  /** The key of the event's name. */
  private static final String EVENT = "event";

  /** The key of the run's name. */
  private static final String RUN = "run";

  private static volatile @Nullable Log current;

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new NOPMDCAdapter();

  /** For SLF4J, which makes the one that there is. */
  public LogBridge() {}

  /** From now on, everything goes there; nowhere when null. */
  static void connect(@Nullable Log log) {
    current = log;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return BridgeLogger::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99"; // any of this line
  }

  @Override
  public void initialize() {}

  private static final class BridgeLogger extends LegacyAbstractLogger
      implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    private final boolean ours;

    BridgeLogger(String name) {
      this.name = name;
      this.ours = name.startsWith(OURS);
    }

    private boolean isEnabled(LogLevel level) {
      Log log = current;
      return log != null && log.isEnabled(level) && (ours || level.compareTo(LogLevel.WARN) <= 0);
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return isEnabled(LogLevel.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return isEnabled(LogLevel.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return isEnabled(LogLevel.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
      return isEnabled(LogLevel.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public void log(LoggingEvent event) {
      Map<String, Object> fields = new LinkedHashMap<>();
      List<KeyValuePair> pairs = event.getKeyValuePairs();
      if (pairs != null) {
        pairs.forEach(pair -> fields.put(pair.key, pair.value));
      }
      write(
          event.getLevel(),
          words(event.getMessage(), event.getArgumentArray(), event.getThrowable()),
          fields);
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        @Nullable String message,
        Object @Nullable [] arguments,
        @Nullable Throwable failure) {
      write(level, words(message, arguments, failure), new LinkedHashMap<>());
    }

    private static String words(
        @Nullable String message, Object @Nullable [] arguments, @Nullable Throwable failure) {
      String text = String.valueOf(MessageFormatter.basicArrayFormat(message, arguments));
      return failure == null ? text : text + ": " + failure;
    }

    private void write(Level level, String message, Map<String, Object> fields) {
      Log log = current;
      if (log != null) {
        Object event = fields.remove(EVENT);
        fields.remove(RUN); // which every line has
        log.write(
            LogLevel.valueOf(level.name().toUpperCase(Locale.ROOT)),
            event == null ? "library" : event.toString(),
            ours ? message : name + ": " + message,
            fields);
      }
    }
  }
}
