package org.example.consumer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Does with the library what programs do that embed it. Says on its output what went well; ends
 * with an exception at the first thing that did not.
 */
public final class Main {
  private Main() {}

  /** The arguments are those of {@link World}. */
  public static void main(String[] args) throws Exception {
    World world =
        new World(args[0], args[1], Path.of(args[2]), Path.of(args[3]), args[4], Path.of(args[5]));
    done("two mirrors at once", () -> TwoMirrors.run(world));
    done("estimate, verify, health, cleanup", () -> OtherOperations.run(world));
    done("cancel and resume", () -> CancelAndResume.run(world));
    done("kinds of failure", () -> Kinds.run(world));
    done("tokens in memory", () -> TokensInMemory.run(world));
    done("serve", () -> Serving.run(world));
  }

  /** One thing that programs do. */
  private interface Step {
    void run() throws Exception;
  }

  private static void done(String name, Step step) throws Exception {
    step.run();
    System.out.println(name);
  }

  /** Ends the program unless {@code condition} holds. */
  static void check(boolean condition, Object what) throws IOException {
    if (!condition) {
      throw new IOException("not as it has to be: " + what);
    }
  }
}
