package dev.pop.mirror.plan;

import dev.pop.core.http.Validators;
import java.nio.file.Path;

/**
 * The file that tells which generation of a suite is published and complete: its {@code InRelease}
 * or {@code Release}, or the first index of a suite that has neither.
 *
 * @param root the archive's directory, where the generation lies
 * @param path of the file below it
 * @param validators what upstream said of the file
 */
public record PublishedRelease(Path root, String path, Validators validators) {
  /** Where the file lies. */
  Path file() {
    return root.resolve(path);
  }
}
