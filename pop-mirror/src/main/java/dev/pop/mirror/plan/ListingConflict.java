package dev.pop.mirror.plan;

import java.util.List;

/**
 * A file that the indices of an archive list with different contents, in two suites or in one.
 *
 * @param id its number in the plan
 * @param path below the archive's base
 * @param contents each once; the first is that of every suite of which no other is known
 */
public record ListingConflict(int id, String path, List<FileContent> contents) {
  public ListingConflict {
    contents = List.copyOf(contents);
  }
}
