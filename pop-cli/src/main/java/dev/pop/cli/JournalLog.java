package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.UnixDatagrams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journal of systemd, in its own protocol: priority and fields beside the message. An entry
 * that it does not take, such as one that is too long for a datagram, goes to standard error with
 * the priority before each line, which systemd passes on to the journal too.
 */
final class JournalLog implements LogSink {
  /** Where the journal receives entries. */
  static final Path SOCKET = Path.of("/run/systemd/journal/socket");

  /** Standard error, as the system shows it to this process. */
  static final Path STDERR = Path.of("/proc/self/fd/2");

  /** Device and inode of the stream that systemd has connected to the journal. */
  private static final String STREAM = "JOURNAL_STREAM";

  private final PrintStream err;
  private final Path socket;
  private @Nullable UnixDatagrams datagrams;

  JournalLog(PrintStream err, Path socket) {
    this.err = err;
    this.socket = socket;
  }

  /**
   * Whether what is written to {@code stderr} ends up in the journal. A program that was started by
   * another one, with its output redirected, inherits the variable and must not believe it.
   */
  static boolean receives(Map<String, String> environment, Path stderr) {
    String stream = environment.get(STREAM);
    if (stream == null) {
      return false;
    }
    try {
      Map<String, Object> file = Files.readAttributes(stderr, "unix:dev,ino");
      return stream.equals(file.get("dev") + ":" + file.get("ino"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void write(LogLine line) {
    try {
      if (datagrams == null) {
        datagrams = UnixDatagrams.to(socket);
      }
      datagrams.send(entry(line));
    } catch (IOException e) {
      line.message()
          .lines()
          .forEach(
              part -> err.println("<" + priority(line.level()) + ">" + line.run() + " " + part));
    }
  }

  private static byte[] entry(LogLine line) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    field(entry, "MESSAGE", line.message());
    field(entry, "PRIORITY", String.valueOf(priority(line.level())));
    field(entry, "SYSLOG_IDENTIFIER", "pop");
    field(entry, "POP_RUN", line.run());
    field(entry, "POP_EVENT", line.event());
    line.fields()
        .forEach(
            (name, value) ->
                field(entry, "POP_" + name.toUpperCase(Locale.ROOT), String.valueOf(value)));
    return entry.toByteArray();
  }

  /** A value of several lines has its length before it. */
  private static void field(ByteArrayOutputStream entry, String name, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    entry.writeBytes(name.getBytes(UTF_8));
    if (value.indexOf('\n') < 0) {
      entry.write('=');
    } else {
      entry.write('\n');
      entry.writeBytes(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(bytes.length)
              .array());
    }
    entry.writeBytes(bytes);
    entry.write('\n');
  }

  /** As syslog(3) numbers them. */
  private static int priority(LogLevel level) {
    return switch (level) {
      case ERROR -> 3;
      case WARN -> 4;
      case INFO -> 6;
      case DEBUG -> 7;
    };
  }

  @Override
  public void close() {
    if (datagrams != null) {
      datagrams.close();
    }
  }
}
