package dev.pop.mirror.plan;

import dev.pop.core.http.PartialFiles;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where fetched {@code Release} files and indices are kept. Paths are relative to the archive's
 * base. Implementations are safe for use by several threads.
 */
public interface IndexCache {
  /**
   * Files that may hold what {@code path} names, likeliest first. They need not be there, nor hold
   * the right bytes.
   */
  List<Path> candidates(Repository repository, String path);

  /** Takes a candidate that proved right; returns where it lies from now on. */
  Path adopt(Path candidate, Repository repository, String path) throws IOException;

  /** A name for a file on its way, that no other call gets. */
  Path newFile();

  /** Where indices are gathered until they are whole. */
  PartialFiles partials();

  /**
   * Takes a file made under a name of {@link #newFile} or in {@link #partials}.
   *
   * @param modified when upstream says that it was changed
   * @return where it lies from now on
   */
  Path keep(Path staged, Repository repository, String path, Optional<Instant> modified)
      throws IOException;

  /** Upstream does not have the file any more: what was kept of it is no candidate. */
  void forget(Repository repository, String path) throws IOException;
}
