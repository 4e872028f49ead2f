package dev.pop.mirror.plan;

import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.Suite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one generation of a suite needs: its indices, and the numbers of its pool files in the table
 * of the {@link MirrorPlan} that it belongs to.
 */
public final class SuitePlan {
  private final Suite suite;
  private final SuiteId id;
  private final List<LocalIndex> indices;
  private int[] files;

  /** Of files that are listed with several contents, those that this suite lists. */
  private final Map<Integer, Set<FileContent>> contested;

  private final List<Integer> lost = new ArrayList<>();
  private final List<Integer> listedTwice = new ArrayList<>();

  SuitePlan(
      Suite suite,
      List<LocalIndex> indices,
      int[] files,
      Map<Integer, Set<FileContent>> contested) {
    this.contested = contested;
    this.suite = suite;
    this.id = SuiteIds.of(suite);
    this.indices = List.copyOf(indices);
    this.files = files;
  }

  public Suite suite() {
    return suite;
  }

  /** The suite by its name. */
  public SuiteId id() {
    return id;
  }

  /** The indices with the forms that are held. */
  public List<LocalIndex> indices() {
    return indices;
  }

  /** Numbers of the pool files, each once, in their order. */
  public IntStream files() {
    return IntStream.of(files);
  }

  /** Number of distinct pool files. */
  public int fileCount() {
    return files.length;
  }

  /** Number of distinct pool files, {@link #lost} ones included. */
  public int listedCount() {
    return files.length + lost.size();
  }

  /** Files that the suite lists with none of the contents that upstream has. */
  public List<Integer> lost() {
    return List.copyOf(lost);
  }

  /** Files that the suite lists with the content that upstream has, and with another. */
  public List<Integer> listedTwice() {
    return List.copyOf(listedTwice);
  }

  /** What the suite says that a file contains, which another index says otherwise of. */
  public Set<FileContent> contents(int file, FileContent otherwise) {
    return contested.getOrDefault(file, Set.of(otherwise));
  }

  /**
   * Upstream has a file with these contents.
   *
   * @param otherwise what the suite lists unless it is known otherwise
   */
  void settle(int file, FileContent otherwise, Set<FileContent> right) {
    if (files().noneMatch(id -> id == file)) {
      return;
    }
    Set<FileContent> mine = contents(file, otherwise);
    if (Collections.disjoint(mine, right)) {
      files = files().filter(id -> id != file).toArray();
      lost.add(file);
    } else if (!right.containsAll(mine)) {
      listedTwice.add(file);
    }
  }
}
