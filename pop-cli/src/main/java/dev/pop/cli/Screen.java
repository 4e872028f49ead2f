package dev.pop.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A terminal on which lines scroll by, as ever, above a few lines that are painted anew again and
 * again. All that goes there goes through here, so that both do not garble each other. The cursor
 * is never hidden and no mode outlasts a write, so whatever ends the program leaves nothing behind
 * but those lines.
 *
 * <p>Safe for use by several threads.
 */
final class Screen {
  private static final String ESCAPE = "\u001b[";
  private static final String CLEAR_TO_LINE_END = ESCAPE + "K";
  private static final String CLEAR_TO_SCREEN_END = ESCAPE + "J";

  /** What is longer than the terminal is wide is cut off, and does not go on in the next line. */
  private static final String WRAP_OFF = ESCAPE + "?7l";

  private static final String WRAP_ON = ESCAPE + "?7h";

  private static final Path STDERR = Path.of("/proc/self/fd/2");
  private static final long INTERVAL_MILLIS = 250;

  /** Room behind the cursor for the {@code ^C} that a terminal shows of itself. */
  private static final int MARGIN = 3;

  private final OutputStream terminal;
  private final Charset charset;
  private final IntSupplier width;
  private final PrintStream lines;
  private @Nullable IntFunction<List<String>> picture;

  /** Number of lines that are painted at present; the cursor is at the end of the last. */
  private int painted;

  private boolean atLineStart = true;
  private boolean closed;

  /**
   * @param width how many columns there are at present
   */
  Screen(OutputStream terminal, Charset charset, IntSupplier width) {
    this.terminal = terminal;
    this.charset = charset;
    this.width = width;
    this.lines = new PrintStream(new Scrolling(), true, charset);
  }

  /**
   * The terminal that standard error leads to; empty when it leads elsewhere, or when the terminal
   * can show nothing but lines.
   */
  static Optional<Screen> ofProcess(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "dumb");
    if (kind.isEmpty() || kind.equals("dumb") || !leadsToTerminal(STDERR)) {
      return Optional.empty();
    }
    Screen screen =
        new Screen(
            System.err,
            Charset.defaultCharset(),
            new TerminalWidth(
                Optional.ofNullable(environment.get("COLUMNS")),
                TerminalWidth.STTY,
                System::nanoTime));
    Thread painter =
        new Thread(() -> screen.paintEver(() -> Thread.sleep(INTERVAL_MILLIS)), "pop-screen");
    painter.setDaemon(true);
    painter.start();
    return Optional.of(screen);
  }

  /** Java tells it of standard input and output alone. */
  private static boolean leadsToTerminal(Path descriptor) {
    try {
      String file = Files.readSymbolicLink(descriptor).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }

  /** What lies between two pictures. */
  @FunctionalInterface
  interface Pause {
    void await() throws InterruptedException;
  }

  /** Paints again and again, until a pause is interrupted. */
  void paintEver(Pause pause) {
    try {
      while (true) {
        pause.await();
        paint();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the lines that scroll. */
  PrintStream lines() {
    return lines;
  }

  /** The same words, which then stand out. */
  static String red(String words) {
    return ESCAPE + "31m" + words + ESCAPE + "0m";
  }

  /**
   * Shows a picture below the lines from now on.
   *
   * @param next paints it, for a number of columns
   */
  synchronized void show(IntFunction<List<String>> next) {
    picture = next;
  }

  /** Removes the picture. */
  synchronized void hide() {
    picture = null;
    send(erasure());
  }

  /** Removes the picture for good. */
  synchronized void close() {
    hide();
    closed = true;
  }

  /** Paints the picture as it is now. */
  void paint() {
    if (!isDue()) {
      return;
    }
    int columns = width.getAsInt(); // may take a moment, in which lines can go on
    synchronized (this) {
      if (picture == null || !isDue()) {
        return;
      }
      List<String> now = picture.apply(Math.max(1, columns - MARGIN));
      String home = painted > 0 ? "\r" + (ESCAPE + "A").repeat(painted - 1) : "";
      send(
          WRAP_OFF
              + home
              + String.join(CLEAR_TO_LINE_END + "\n", now)
              + CLEAR_TO_SCREEN_END
              + WRAP_ON);
      painted = now.size();
    }
  }

  private synchronized boolean isDue() {
    return picture != null && !closed && atLineStart;
  }

  private String erasure() {
    String erasure =
        painted > 0 ? "\r" + (ESCAPE + "A").repeat(painted - 1) + CLEAR_TO_SCREEN_END : "";
    painted = 0;
    return erasure;
  }

  private void send(String text) {
    if (!text.isEmpty()) {
      byte[] bytes = text.getBytes(charset);
      send(bytes, 0, bytes.length);
    }
  }

  private void send(byte[] bytes, int offset, int length) {
    try {
      terminal.write(bytes, offset, length);
      terminal.flush();
    } catch (IOException e) {
      closed = true; // nobody looks any more
    }
  }

  /** Lines on their way to the terminal. */
  private final class Scrolling extends OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      synchronized (Screen.this) {
        if (length > 0) {
          send(erasure());
          send(bytes, offset, length);
          atLineStart = bytes[offset + length - 1] == '\n';
        }
      }
    }
  }
}
