package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.mirror.plan.FileTable;
import java.util.Set;

/**
 * The files of an archive that must stay.
 *
 * @param present what the published generations name, and what an unfinished one has already
 * @param retired paths that only older generations name, which are kept for a while
 */
@Internal
public record NeededFiles(FileTable present, Set<String> retired) {
  /**
   * Whether the file must stay.
   *
   * @param path below the archive's base
   */
  public boolean contains(String path) {
    return present.find(path) != FileTable.NONE || retired.contains(path);
  }
}
