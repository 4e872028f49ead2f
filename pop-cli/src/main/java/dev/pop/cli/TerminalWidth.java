package dev.pop.cli;

import dev.pop.core.io.TokenFreeProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many columns the terminal has. Java cannot ask it, so {@code stty} does, now and then: a
 * terminal that is made narrower meanwhile cuts lines off.
 */
final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 80;
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,6} ([0-9]{1,6})\\s*");

  /** Asks {@code stty} for the size of the terminal that the program was started from. */
  static final ProcessBuilder STTY =
      TokenFreeProcess.of(List.of("stty", "size")).redirectInput(new File("/dev/tty"));

  private final ProcessBuilder stty;
  private final LongSupplier nanoTime;
  private int columns;
  private boolean asks = true;
  private long asked;

  /**
   * @param columns what is right when the terminal cannot be asked, as text
   */
  TerminalWidth(Optional<String> columns, ProcessBuilder stty, LongSupplier nanoTime) {
    this.stty = stty;
    this.nanoTime = nanoTime;
    this.columns =
        columns
            .filter(text -> text.matches("[1-9][0-9]{0,4}"))
            .map(Integer::parseInt)
            .orElse(USUAL);
    this.asked = nanoTime.getAsLong() - INTERVAL_NANOS;
  }

  @Override
  public synchronized int getAsInt() {
    long now = nanoTime.getAsLong();
    if (asks && now - asked >= INTERVAL_NANOS) {
      asked = now;
      ask();
    }
    return columns;
  }

  private void ask() {
    try {
      Process process = stty.start();
      process.getOutputStream().close();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = SIZE.matcher(answer);
      asks = size.matches();
      if (asks && Integer.parseInt(size.group(1)) > 0) { // 0 where the terminal does not know
        columns = Integer.parseInt(size.group(1));
      }
    } catch (IOException e) {
      asks = false;
    }
  }
}
