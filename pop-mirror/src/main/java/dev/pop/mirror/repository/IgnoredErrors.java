package dev.pop.mirror.repository;

import com.google.common.collect.ImmutableListMultimap;
import dev.pop.core.Internal;

/**
 * Pool files that may be missing without that being a failure, by the list's {@code ignore_errors}
 * lines.
 *
 * @param paths files and directories below an archive's base, by the archive's {@link
 *     Repository#diskPath}; an empty one is the whole archive
 */
@Internal
public record IgnoredErrors(ImmutableListMultimap<String, String> paths) {
  /**
   * Whether the file may be missing.
   *
   * @param path below the archive's base
   */
  public boolean contains(Repository repository, String path) {
    return paths.get(repository.diskPath()).stream()
        .anyMatch(
            ignored -> ignored.isEmpty() || path.equals(ignored) || path.startsWith(ignored + "/"));
  }
}
