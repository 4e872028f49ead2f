package dev.pop.mirror.sync;

import dev.pop.mirror.repository.MirrorList;
import java.nio.file.Path;

/**
 * The other process of {@link KillPointsTest}: brings a mirror up to date, and dies at a certain
 * event as if it were killed: nothing is closed, nothing cleaned up.
 */
final class KilledMirror {
  static final int KILLED = 137;

  private KilledMirror() {}

  public static void main(String[] args) throws Exception {
    int fatal = Integer.parseInt(args[1]);
    CountedEvents events =
        new CountedEvents(
            number -> {
              if (number == fatal) {
                Runtime.getRuntime().halt(KILLED);
              }
            });
    MirrorSync.of(MirrorList.read(Path.of(args[0]))).events(events.events()).call();
  }
}
