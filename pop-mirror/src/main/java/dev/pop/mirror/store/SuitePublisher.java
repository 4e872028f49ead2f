package dev.pop.mirror.store;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.HeldIndex;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Switches a suite to a new generation whose files are all on disk and durable. The order keeps
 * clients whole: files under their digest first, then the indices, then {@code Release.gpg}, {@code
 * Release} and {@code InRelease}, each by a rename; what the new generation no longer has is
 * removed last.
 */
public final class SuitePublisher {
  private final MirrorStore store;
  private final Instant now;

  public SuitePublisher(MirrorStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  /**
   * Publishes a suite whose indices and signed files lie in the skeleton, and whose pool files lie
   * in the mirror.
   *
   * @param complete whether the suite has everything that the list asks for
   * @throws IOException if a file cannot be linked into the mirror; the switch may then be half
   *     done and the next run does it again
   */
  public SuiteManifest publish(
      MirrorPlan plan, SuitePlan suitePlan, ReleaseSet releases, boolean complete)
      throws IOException {
    Repository repository = plan.repository();
    Suite suite = suitePlan.suite();
    Path root = store.root(repository);
    FileTable table = new FileTable();
    suitePlan
        .files()
        .forEach(
            id ->
                table.add(plan.files().path(id), plan.files().size(id), plan.files().checksum(id)));
    boolean byHash = releases.release().acquireByHash();
    if (byHash) {
      for (HeldIndex index : suitePlan.indices()) {
        for (HeldIndex.Form form : index.forms()) {
          publishByHash(suite, form, root, table);
        }
      }
    }
    Set<String> published = new HashSet<>();
    for (HeldIndex index : suitePlan.indices()) {
      for (HeldIndex.Form form : index.forms()) {
        String path = suite.inDirectory(form.entry().path());
        store.mirrorStaging().linkTo(form.file(), root.resolve(path));
        table.add(path, form.entry().size(), form.entry().strongest());
        published.add(form.entry().path());
      }
    }
    for (String name : releases.names()) {
      String path = suite.inDirectory(name);
      store
          .mirrorStaging()
          .linkTo(store.layout().skeleton(repository).resolve(path), root.resolve(path));
    }
    removeStale(suite, suitePlan, releases, published, root);
    return remember(repository, suite, releases, complete, table, root);
  }

  private void publishByHash(Suite suite, HeldIndex.Form form, Path root, FileTable table)
      throws IOException {
    ReleaseEntry entry = form.entry();
    for (Checksum checksum : entry.checksums().values()) {
      String path = suite.inDirectory(entry.byHashPath(checksum));
      store.mirrorStaging().linkTo(form.file(), root.resolve(path));
      table.add(path, entry.size(), entry.strongest());
    }
  }

  /**
   * Removes forms of an index that could not be had this time, and signed files that upstream
   * dropped: a client must not find them beside the new generation.
   */
  private static void removeStale(
      Suite suite, SuitePlan plan, ReleaseSet releases, Set<String> published, Path root)
      throws IOException {
    for (HeldIndex index : plan.indices()) {
      for (ReleaseEntry form : index.group().forms()) {
        if (!published.contains(form.path())) {
          Files.deleteIfExists(root.resolve(suite.inDirectory(form.path())));
        }
      }
    }
    for (String name : ReleaseSet.NAMES) {
      if (!releases.names().contains(name)) {
        Files.deleteIfExists(root.resolve(suite.inDirectory(name)));
      }
    }
  }

  private SuiteManifest remember(
      Repository repository,
      Suite suite,
      ReleaseSet releases,
      boolean complete,
      FileTable table,
      Path root)
      throws IOException {
    SuiteManifest manifest =
        new SuiteManifest(
            repository.selection(suite),
            complete,
            now,
            releases.validators(),
            SuiteManifest.Witness.of(root, suite.inDirectory(releases.first())),
            table.count(),
            table.totalBytes());
    manifest.write(
        store.layout().manifest(repository, suite), table, IntStream.range(0, table.count()));
    Files.deleteIfExists(store.layout().unpublished(repository, suite));
    return manifest;
  }
}
