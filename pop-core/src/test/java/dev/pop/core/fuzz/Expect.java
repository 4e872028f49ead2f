package dev.pop.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** What holds of every reader, whatever it is given. */
public final class Expect {
  private static final Path ROOT = Path.of("/mirror/host");

  private Expect() {}

  /** A refusal is one line that says something and cannot steer a terminal. */
  public static void oneLine(Exception refusal) {
    assertThat(refusal.getMessage())
        .isNotBlank()
        .matches(text -> text.chars().noneMatch(Character::isISOControl), "has no control");
  }

  /** A path that was taken lies below the root, under a name that is not one of our own. */
  public static void inside(String path) {
    Path below = ROOT.resolve(path);
    assertThat(below.normalize().toString()).isEqualTo(below.toString()).startsWith(ROOT + "/");
    for (Path name : below) {
      assertThat(name.toString()).doesNotStartWith(".pop");
    }
  }
}
