package dev.pop.mirror.store;

import com.google.common.math.LongMath;
import dev.pop.core.Internal;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.SuiteFetch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * What a run needs of the mirror's disk, beyond what lies there. There is this one sum: by it an
 * estimate says whether a mirror fits, and a run decides whether it fetches.
 */
@Internal
public final class SpaceNeeds {
  /** The scripts, and the manifests and file lists of an archive without files. */
  private static final long MEMORY_BYTES = 1 << 20;

  /** Of a file's lines in manifests and file lists, and of the directory that holds it. */
  private static final long MEMORY_BYTES_PER_FILE = 1024;

  private final MirrorLayout layout;
  private final DiskSpace disk;
  private final boolean fetched;
  private final boolean linksIndices;

  private SpaceNeeds(MirrorLayout layout, DiskSpace disk, boolean fetched) throws IOException {
    this.layout = layout;
    this.disk = disk;
    this.fetched = fetched;
    this.linksIndices = layout.linksIndices();
  }

  /**
   * The needs of a run that has not begun.
   *
   * @param disk the file system of the mirror
   * @throws IOException if a file system cannot be asked
   */
  public static SpaceNeeds ofAll(MirrorLayout layout, DiskSpace disk) throws IOException {
    return new SpaceNeeds(layout, disk, false);
  }

  /** As {@link #ofAll}, of a run that has fetched the indices into the skeleton. */
  public static SpaceNeeds withoutIndices(MirrorLayout layout, DiskSpace disk) throws IOException {
    return new SpaceNeeds(layout, disk, true);
  }

  /**
   * Bytes that an archive needs: its missing pool files, what is remembered of them, and its
   * indices as far as they take more space; {@link Long#MAX_VALUE} when an index claims even more.
   *
   * @param renewed the suites of the archive that get a new generation
   * @throws IOException if a file cannot be read
   */
  public long of(MirrorPlan plan, Collection<SuiteFetch> renewed) throws IOException {
    long needed = plan.missingAllocated(disk);
    if (needed > 0) {
      long files = plan.wanted().count();
      needed = LongMath.saturatedAdd(needed, MEMORY_BYTES + files * MEMORY_BYTES_PER_FILE);
    }
    if (!linksIndices || !fetched) {
      for (SuiteFetch suite : renewed) {
        needed = LongMath.saturatedAdd(needed, ofIndices(suite));
        needed = LongMath.saturatedAdd(needed, ofSignedFiles(suite));
      }
    }
    return needed;
  }

  private long ofIndices(SuiteFetch fetch) throws IOException {
    long needed = 0;
    for (IndexGroup group : fetch.selection().map(IndexSelection::groups).orElseThrow()) {
      for (ReleaseEntry form : group.preferredForms()) {
        if (!linksIndices || !isThere(fetch, form)) {
          needed = LongMath.saturatedAdd(needed, ofIndex(form.size()));
        }
      }
    }
    return needed;
  }

  private long ofSignedFiles(SuiteFetch fetch) throws IOException {
    ReleaseSet releases = fetch.releases().orElseThrow();
    if (linksIndices
        && (isThere(fetch, layout.skeleton(fetch.repository()))
            || isThere(fetch, layout.root(fetch.repository())))) {
      return 0;
    }
    return releases.sizes().values().stream()
        .mapToLong(this::ofIndex)
        .reduce(0, LongMath::saturatedAdd);
  }

  /** Where published indices are no links, each is copied, into a directory that may be new. */
  private long ofIndex(long size) {
    long allocated = disk.allocated(size);
    return linksIndices ? allocated : LongMath.saturatedAdd(allocated, disk.blockBytes());
  }

  private boolean isThere(SuiteFetch fetch, ReleaseEntry form) throws IOException {
    FileContent content = FileContent.of(form);
    String path = fetch.suite().resolve(form.path());
    return content.isIn(layout.skeleton(fetch.repository()).resolve(path))
        || content.isIn(layout.root(fetch.repository()).resolve(path));
  }

  /** Whether the Release that was fetched lies below {@code root}. */
  private static boolean isThere(SuiteFetch fetch, Path root) throws IOException {
    return new PublishedSuite(fetch.suite(), root)
        .readableRelease()
        .filter(there -> there.saysSameAs(fetch.releases().orElseThrow().release()))
        .isPresent();
  }
}
