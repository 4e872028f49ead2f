package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.ChildCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes everything that was written to a file system durable, with one call for any number of
 * files: Java has no {@code syncfs(2)}, so {@code sync -f} of the coreutils does it.
 */
final class FileSystemSync {
  private FileSystemSync() {}

  /**
   * Waits until everything below {@code directory} would survive a power cut.
   *
   * @throws IOException if {@code sync} cannot be run or fails
   */
  static void sync(Path directory) throws IOException, InterruptedException {
    Process sync =
        ChildCommand.of(List.of("sync", "-f", directory.toString()))
            .redirectErrorStream(true)
            .start();
    sync.getOutputStream().close();
    String output = new String(sync.getInputStream().readAllBytes(), UTF_8).strip();
    int code = sync.waitFor();
    if (code != 0) {
      throw new IOException("sync -f " + directory + " failed with " + code + ": " + output);
    }
  }
}
