package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicInteger columns = new AtomicInteger(80);
  private final Screen screen = new Screen(bytes, StandardCharsets.UTF_8, columns::get);

  /** What a terminal of unlimited height shows after everything that was sent to it. */
  private List<String> shown() {
    return TerminalPicture.of(bytes.toString(StandardCharsets.UTF_8), columns.get());
  }

  @Test
  void linesAndPicture_picturesStaysBelow() {
    screen.show(width -> List.of("first", "second"));
    screen.lines().println("one");
    screen.paint();
    screen.lines().println("two");
    screen.paint();
    screen.paint();

    assertThat(shown()).containsExactly("one", "two", "first", "second");
  }

  @Test
  void pictureThatShrinks_leavesNothingBehind() {
    List<List<String>> pictures =
        List.of(List.of("aaaa", "bbbb", "cccc"), List.of("a", "b"), List.of("x"));
    for (List<String> picture : pictures) {
      screen.show(width -> picture);
      screen.paint();
    }

    assertThat(shown()).containsExactly("x");
  }

  @Test
  void hide_nothingIsLeft() {
    screen.lines().println("one");
    screen.show(width -> List.of("first", "second"));
    screen.paint();
    screen.hide();
    screen.paint();

    assertThat(shown()).containsExactly("one", "");
  }

  @Test
  void lineThatIsNotAtItsEnd_isNotPaintedOver() {
    screen.show(width -> List.of("picture"));
    screen.lines().print("Password: ");
    screen.paint();
    assertThat(shown()).containsExactly("Password: ");
    screen.lines().println();
    screen.paint();

    assertThat(shown()).containsExactly("Password: ", "picture");
  }

  @Test
  void paintEver_oncePerPauseUntilOneIsInterrupted() {
    AtomicInteger painted = new AtomicInteger();
    screen.show(width -> List.of("picture " + painted.incrementAndGet()));
    AtomicInteger pauses = new AtomicInteger();

    screen.paintEver(
        () -> {
          if (pauses.incrementAndGet() > 3) {
            throw new InterruptedException();
          }
        });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(shown()).containsExactly("picture 3");
  }

  @Test
  void close_paintsNoMoreAndLetsLinesThrough() {
    screen.show(width -> List.of("picture"));
    screen.paint();
    screen.close();
    screen.show(width -> List.of("picture"));
    screen.paint();
    screen.lines().println("pop: interrupted");

    assertThat(shown()).containsExactly("pop: interrupted", "");
  }

  @Test
  void terminalMadeNarrower_picturesAreForItsWidth() {
    screen.show(width -> List.of("x".repeat(width)));
    screen.paint();
    columns.set(20);
    screen.paint();

    assertThat(shown()).containsExactly("x".repeat(17));
  }

  @Test
  void everythingSent_turnsWrappingOnAgainAndNeverHidesTheCursor() {
    screen.show(width -> List.of("picture"));
    screen.paint();
    screen.close();

    String sent = bytes.toString(StandardCharsets.UTF_8);
    assertThat(sent).doesNotContain("?25l");
    assertThat(sent.lastIndexOf("?7h")).isGreaterThan(sent.lastIndexOf("?7l"));
  }

  @Test
  void width_sttyIsAskedNowAndThen() {
    long[] nanos = {0};
    TerminalWidth width =
        new TerminalWidth(
            Optional.of("33"), new ProcessBuilder("echo", "24", "132"), () -> nanos[0]);
    assertThat(width.getAsInt()).isEqualTo(132);

    TerminalWidth unknown =
        new TerminalWidth(Optional.of("33"), new ProcessBuilder("false"), () -> nanos[0]);
    assertThat(unknown.getAsInt()).isEqualTo(33);

    TerminalWidth missing =
        new TerminalWidth(
            Optional.of("many"), new ProcessBuilder("/no/such/program"), () -> nanos[0]);
    assertThat(missing.getAsInt()).isEqualTo(80);

    TerminalWidth silent =
        new TerminalWidth(Optional.empty(), new ProcessBuilder("echo", "0", "0"), () -> nanos[0]);
    assertThat(silent.getAsInt()).isEqualTo(80);
  }
}
