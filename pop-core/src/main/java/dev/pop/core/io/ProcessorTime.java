package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pop.core.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** How much processor time this process has used. */
@Internal
public final class ProcessorTime {
  private static final Path STAT = Path.of("/proc/self/stat");

  /** The unit of proc(5) on every Linux that Java runs on. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Fields 14 and 15 of proc(5), counted behind the name, which may hold blanks. */
  private static final int USER = 11;

  private ProcessorTime() {}

  /**
   * Nanoseconds that all threads together have used, in user and system mode.
   *
   * @return 0 when the system does not tell
   */
  public static long nanos() {
    try {
      String stat = Files.readString(STAT, ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", USER + 3);
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) * TICK_NANOS;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
