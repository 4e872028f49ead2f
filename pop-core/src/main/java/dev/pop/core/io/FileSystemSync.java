package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes everything that was written to a file system durable, with one call for any number of
 * files: {@code syncfs(2)}, which Java does not have; where native code cannot be called, {@code
 * sync -f} of the coreutils.
 */
public final class FileSystemSync {
  private FileSystemSync() {}

  /**
   * Waits until everything below {@code directory} would survive a power cut.
   *
   * @throws IOException if it cannot be had
   */
  public static void sync(Path directory) throws IOException, InterruptedException {
    try (Descriptor open = Descriptor.ofDirectory(directory)) {
      open.syncFileSystem();
    } catch (LinkageError e) {
      syncByProgram(directory);
    }
  }

  private static void syncByProgram(Path directory) throws IOException, InterruptedException {
    Process sync =
        TokenFreeProcess.of(List.of("sync", "-f", directory.toString()))
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
