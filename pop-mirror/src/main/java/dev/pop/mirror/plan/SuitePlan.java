package dev.pop.mirror.plan;

import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.Suite;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one generation of a suite needs: its indices, and the numbers of its pool files in the table
 * of the {@link MirrorPlan} that it belongs to.
 */
public final class SuitePlan {
  private final Suite suite;
  private final SuiteId id;
  private final ReleaseFile release;
  private final List<HeldIndex> indices;
  private final int[] files;

  SuitePlan(Suite suite, ReleaseFile release, List<HeldIndex> indices, int[] files) {
    this.suite = suite;
    this.id = new SuiteId(suite.archive().location(), suite.name());
    this.release = release;
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

  public ReleaseFile release() {
    return release;
  }

  /** The indices with the forms that are held. */
  public List<HeldIndex> indices() {
    return indices;
  }

  /** Numbers of the pool files, each once. */
  public IntStream files() {
    return IntStream.of(files);
  }

  /** Number of distinct pool files. */
  public int fileCount() {
    return files.length;
  }
}
