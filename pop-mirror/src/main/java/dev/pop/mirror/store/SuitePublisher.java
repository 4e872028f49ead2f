package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.io.Compression;
import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.LocalIndex;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Switches suites to new generations. {@link #prepare} builds the generation beside the published
 * one; when everything is durable, {@link Prepared#publish} lets it take its place. Where that
 * takes more than one step, the order keeps clients whole: files under their digest first, then the
 * indices, then {@code Release.gpg}, {@code Release} and {@code InRelease}, each by a rename; what
 * the new generation no longer has is removed last.
 */
@Internal
public final class SuitePublisher {
  private final MirrorStore store;
  private final Instant now;

  public SuitePublisher(MirrorStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  /** A generation that is built and waits to be published. */
  public final class Prepared {
    private final Repository repository;
    private final Suite suite;
    private final ReleaseSet releases;
    private final Optional<ReleaseSignature> signature;
    private final boolean complete;
    private final FileTable table;
    private final NextGeneration next;
    private final boolean publishedBefore;

    private Prepared(
        Repository repository,
        Suite suite,
        ReleaseSet releases,
        Optional<ReleaseSignature> signature,
        boolean complete,
        FileTable table,
        NextGeneration next) {
      this.publishedBefore = !store.layout().published(repository, suite).signedNames().isEmpty();
      this.repository = repository;
      this.suite = suite;
      this.releases = releases;
      this.signature = signature;
      this.complete = complete;
      this.table = table;
      this.next = next;
    }

    /**
     * Publishes the generation. Everything that it names must be durable.
     *
     * @return what there is to {@link #remember} of it
     * @throws IOException if it cannot take its place; the old generation is then still published,
     *     or the switch half done where it takes several steps, and the next run does it again
     */
    public SuiteManifest publish() throws IOException {
      next.publish();
      return manifest(this);
    }

    /**
     * Whether the generation brings a file at this place itself, so that nobody else needs to.
     *
     * @param file in the mirror
     */
    public boolean brings(Path file) {
      return next.brings(file);
    }

    /**
     * Keeps a file that was put into the mirror since the generation was built.
     *
     * @param file in the mirror
     * @return whether it would have been lost otherwise; it is to be made durable once more
     */
    public boolean follow(Path file) throws IOException {
      return next.follow(file);
    }

    /**
     * Remembers what {@link #publish} published.
     *
     * @throws IOException if it cannot be written; the next run then looks at everything again
     */
    public void remember(SuiteManifest manifest) throws IOException {
      store.state().retire(repository, suite, table, publishedBefore, now);
      new ManifestFile(store.layout().manifest(repository, suite)).write(manifest, table);
      Files.deleteIfExists(store.layout().unpublished(repository, suite));
      store.state().accepted().published(repository, suite);
    }
  }

  /**
   * Builds the new generation of a suite whose indices and signed files lie in the skeleton.
   *
   * @param signature whether a trusted key signed the signed files
   * @param complete whether the suite has everything that the list asks for
   * @param waiting pool files, by their number, that replace others when the suite is published
   * @throws IOException if a file cannot be linked or copied; what is published is untouched
   */
  public Prepared prepare(
      MirrorPlan plan,
      SuitePlan suitePlan,
      ReleaseSet releases,
      Optional<ReleaseSignature> signature,
      boolean complete,
      Map<Integer, Path> waiting)
      throws IOException {
    Repository repository = plan.repository();
    Suite suite = suitePlan.suite();
    FileTable table = new FileTable();
    suitePlan
        .files()
        .filter(plan::isHeld) // the list may say that some can be missing
        .forEach(
            id ->
                table.add(plan.files().path(id), plan.files().size(id), plan.files().checksum(id)));
    Path live = store.root(repository).resolve(suite.directory());
    Obstacles obstacles = new Obstacles(store, plan, suite);
    obstacles.clearWayTo(suite.resolve(releases.first()));
    NextGeneration next =
        NextGeneration.begin(
            live,
            suite.isFlat(),
            store.mirrorStaging(),
            path -> obstacles.requireExpendable(suite.resolve(path)));
    if (releases.release().acquireByHash()) {
      for (LocalIndex index : suitePlan.indices()) {
        for (LocalIndex.Variant form : index.forms()) {
          addByHash(suite, form, next, table);
        }
      }
    }
    for (LocalIndex index : suitePlan.indices()) {
      for (LocalIndex.Variant form : index.forms()) {
        add(suite, form.entry().path(), form, next, table);
      }
    }
    if (!suite.isFlat() && !waiting.isEmpty()) {
      addPool(suitePlan, plan.files(), waiting, next);
    }
    Path skeleton = store.layout().skeleton(repository);
    for (String name : releases.names()) {
      next.add(skeleton.resolve(suite.resolve(name)), name);
    }
    dropStale(suitePlan, releases, next);
    next.takeOver(path -> contradicts(live, path, releases));
    // A signed file that was there and is gone may be back when the next run asks for it.
    boolean lasting =
        complete
            && releases
                .names()
                .containsAll(store.layout().published(repository, suite).signedNames());
    return new Prepared(repository, suite, releases, signature, lasting, table, next);
  }

  /** Adds what replaces a file of a pool that lies below the suite's own directory. */
  private static void addPool(
      SuitePlan suitePlan, FileTable files, Map<Integer, Path> waiting, NextGeneration next)
      throws IOException {
    String directory = suitePlan.suite().directory() + "/";
    for (int id : suitePlan.files().toArray()) {
      Path staged = waiting.get(id);
      if (staged != null && files.path(id).startsWith(directory)) {
        next.add(staged, files.path(id).substring(directory.length()));
      }
    }
  }

  private static void addByHash(
      Suite suite, LocalIndex.Variant form, NextGeneration next, FileTable table)
      throws IOException {
    ReleaseEntry entry = form.entry();
    for (Checksum checksum : entry.checksums().values()) {
      add(suite, entry.byHashPath(checksum), form, next, table);
    }
  }

  private static void add(
      Suite suite, String path, LocalIndex.Variant form, NextGeneration next, FileTable table)
      throws IOException {
    next.add(form.file(), path);
    table.add(suite.resolve(path), form.entry().size(), form.entry().strongest());
  }

  /**
   * Leaves out forms of an index that could not be had this time, and signed files that upstream
   * dropped: a client must not find them beside the new generation.
   */
  private static void dropStale(SuitePlan plan, ReleaseSet releases, NextGeneration next) {
    for (LocalIndex index : plan.indices()) {
      index.group().forms().forEach(form -> next.drop(form.path()));
      if (!releases.hasRelease()) { // a client takes any form that it finds
        Compression.CHEAPEST_FIRST.forEach(
            form -> next.drop(index.group().stem() + form.extension()));
      }
    }
    ReleaseSet.NAMES.forEach(next::drop);
  }

  /** Whether a published file is one that the new Release lists, with other bytes. */
  private static boolean contradicts(Path live, String path, ReleaseSet releases) {
    ReleaseEntry entry = releases.release().entries().get(path);
    if (entry == null) {
      return false;
    }
    try {
      return !FileContent.of(entry).isIn(live.resolve(path));
    } catch (IOException e) {
      return true; // what cannot be read is no use to a client either
    }
  }

  private SuiteManifest manifest(Prepared generation) throws IOException {
    return new SuiteManifest(
        generation.suite.selection(),
        generation.complete,
        now,
        generation.releases.validators(),
        SuiteManifest.ReleaseFingerprint.of(
            store.root(generation.repository),
            generation.suite.resolve(generation.releases.first())),
        Optional.empty(),
        generation.signature,
        Optional.of(
            store.state().generation(generation.repository, generation.suite, generation.table)),
        generation.table.count(),
        generation.table.totalBytes());
  }
}
