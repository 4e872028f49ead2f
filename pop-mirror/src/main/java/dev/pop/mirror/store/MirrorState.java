package dev.pop.mirror.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.pop.core.Internal;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.http.Validators;
import dev.pop.core.io.PrivateDirectory;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What earlier runs remembered of a mirror: the {@link SuiteManifest} of each suite. A damaged one
 * is as good as none; the run then looks at everything again.
 */
@Internal
public final class MirrorState {
  private final MirrorLayout layout;
  private final RetiredGenerations retired;

  /**
   * @param settings of the list whose mirror it is
   */
  MirrorState(MirrorSettings settings) {
    this.layout = MirrorLayout.of(settings);
    this.retired = new RetiredGenerations(layout, settings.keep());
  }

  /**
   * The state of a mirror that is only looked at. Nothing is made; one that this user may not read
   * is as good as none.
   *
   * @param settings of the list whose mirror it is
   * @throws IOException if a symbolic link is in the place of one of its directories or files
   */
  public static MirrorState read(MirrorSettings settings) throws IOException {
    MirrorState state = new MirrorState(settings);
    try {
      PrivateDirectory.refuseLinks(state.layout.own());
      PrivateDirectory.refuseLinks(state.layout.manifests());
    } catch (AccessDeniedException e) {
      return state; // whose files cannot be opened either
    }
    return state;
  }

  /**
   * What the last run remembered of a suite, if it can be read; whether it still holds is not
   * checked.
   */
  public Optional<SuiteManifest> manifest(Repository repository, Suite suite) throws IOException {
    try {
      return manifestFile(repository, suite).read();
    } catch (FormatException | AccessDeniedException e) {
      return Optional.empty(); // as good as no memory: the run looks at everything again
    }
  }

  private ManifestFile manifestFile(Repository repository, Suite suite) {
    return new ManifestFile(layout.manifest(repository, suite));
  }

  private UnpublishedFiles unpublished(Repository repository, Suite suite) {
    return new UnpublishedFiles(layout.unpublished(repository, suite));
  }

  /** Archives that were published, and are not among those of the list any more. */
  public List<RetiredArchive> retiredArchives(Collection<Repository> listed) throws IOException {
    return RetiredArchive.find(layout, listed);
  }

  /** Whether the mirror was ever published, as far as this memory goes. */
  public boolean remembersAny() throws IOException {
    try (Stream<Path> files = Files.list(layout.manifests())) {
      return files.anyMatch(file -> file.toString().endsWith(MirrorLayout.MANIFEST));
    } catch (FileSystemException e) {
      return false; // a run that needs it names what is wrong
    }
  }

  /**
   * Gives a manifest of an earlier version, which asked for the same, the present form. It did not
   * say whether {@code Contents} indices were wanted: one without those that are wanted now stays.
   */
  public void takeOver(Repository repository, Suite suite) throws IOException {
    Optional<SuiteManifest> former =
        manifest(repository, suite).filter(manifest -> manifest.isFormer(suite));
    if (former.isEmpty() || lacksContents(repository, suite)) {
      return;
    }
    rewrite(repository, suite, manifest -> manifest.withSelection(suite.selection()));
  }

  private boolean lacksContents(Repository repository, Suite suite) throws IOException {
    FileTable files = new FileTable();
    readPublished(repository, suite, files);
    if (IntStream.range(0, files.count()).mapToObj(files::path).anyMatch(MirrorState::isContents)) {
      return false;
    }
    try {
      return layout.published(repository, suite).release().stream()
          .flatMap(release -> IndexSelection.of(release, suite).groups().stream())
          .anyMatch(group -> isContents(group.stem()));
    } catch (FormatException e) {
      return true; // what is published is looked at again
    }
  }

  private static boolean isContents(String path) {
    return path.startsWith("Contents-", path.lastIndexOf('/') + 1);
  }

  /**
   * What is published of a suite, if nothing has to be done while upstream stays the same: the last
   * run was complete, asked for the same, and its Release lies untouched in the mirror.
   */
  public Optional<SuiteManifest> upToDate(Repository repository, Suite suite) throws IOException {
    return manifest(repository, suite)
        .filter(SuiteManifest::complete)
        .filter(manifest -> manifest.selection().equals(suite.selection()))
        .filter(manifest -> manifest.witness().isStillAt(layout.root(repository)));
  }

  /**
   * Whether the suite was published with a {@code Release} by the last run, or by another program
   * whose tree this is. If so, upstream cannot be without one for no reason.
   */
  public boolean hadRelease(Repository repository, Suite suite) throws IOException {
    return manifest(repository, suite)
        .map(manifest -> ReleaseSet.isSigned(suite, manifest.witness().path()))
        .orElseGet(() -> !layout.published(repository, suite).signedNames().isEmpty());
  }

  /**
   * The files of a suite's published generation, indices included; empty when they are not known.
   */
  public Optional<FileTable> publishedFiles(Repository repository, Suite suite) throws IOException {
    FileTable files = new FileTable();
    return readPublished(repository, suite, files) ? Optional.of(files) : Optional.empty();
  }

  /** Every path that runs remember to have put into the mirror for a suite, older ones included. */
  Stream<String> remembered(Repository repository, Suite suite) throws IOException {
    FileTable files = new FileTable();
    readPublished(repository, suite, files);
    readUnpublished(repository, suite, files);
    return Stream.concat(
        IntStream.range(0, files.count()).mapToObj(files::path),
        retired.of(repository, suite).paths());
  }

  /** Every file of the archive that an earlier run verified. */
  public FileTable knownFiles(Repository repository) throws IOException {
    FileTable known = new FileTable();
    for (Suite suite : repository.suites()) {
      readPublished(repository, suite, known);
      readUnpublished(repository, suite, known);
    }
    return known;
  }

  /**
   * Everything of the archive that must stay, but only when it is certain that nothing is left out:
   * empty when a suite was never published or its memory is damaged.
   */
  public Optional<NeededFiles> neededFiles(Repository repository, Instant now) throws IOException {
    FileTable known = new FileTable();
    Set<String> kept = new HashSet<>();
    try {
      for (Suite suite : repository.suites()) {
        manifestFile(repository, suite).readFiles(known);
        unpublished(repository, suite).read(known);
        retired.kept(repository, suite, now).forEach(kept::add);
      }
      return Optional.of(new NeededFiles(known, kept));
    } catch (NoSuchFileException | FormatException e) {
      return Optional.empty();
    }
  }

  /** What the next Releases of suites may change. */
  public AcceptedChanges accepted() {
    return new AcceptedChanges(layout);
  }

  /**
   * Remembers of a published generation whether a trusted key signed it, where nothing is
   * remembered of that.
   */
  public void remember(Repository repository, Suite suite, ReleaseSignature signature)
      throws IOException {
    rewrite(repository, suite, manifest -> manifest.with(signature));
  }

  /** Remembers what another server says of the published generation than the one it came from. */
  public void remember(Repository repository, Suite suite, Validators given) throws IOException {
    rewrite(repository, suite, manifest -> manifest.with(given));
  }

  /**
   * Remembers that every published file of a suite was there, and the name of the generation, which
   * earlier versions did not.
   */
  public void present(Repository repository, Suite suite, Instant now) throws IOException {
    Optional<SuiteManifest> manifest = manifest(repository, suite);
    Optional<FileTable> files = publishedFiles(repository, suite);
    if (manifest.isPresent() && files.isPresent()) {
      SuiteManifest named =
          manifest.get().generation().isPresent()
              ? manifest.get()
              : manifest.get().with(generation(repository, suite, files.get()));
      manifestFile(repository, suite).write(named.presentAt(now), files.get());
    }
  }

  /**
   * The name of the generation of a suite that lies in the mirror.
   *
   * @param files all that it needs
   */
  GenerationId generation(Repository repository, Suite suite, FileTable files) throws IOException {
    Checksum filesDigest = FileLines.digest(files);
    String id = repository.archive().id();
    for (String name : List.of(PublishedSuite.IN_RELEASE, PublishedSuite.RELEASE)) {
      Path signed = layout.published(repository, suite).file(name);
      if (Files.isRegularFile(signed)) {
        Checksum digest = Checksum.ofFile(HashAlgorithm.SHA256, signed);
        return GenerationId.of(id, suite, name, digest, filesDigest);
      }
    }
    return GenerationId.of(id, suite, "Manifest", filesDigest, filesDigest);
  }

  /** A suite, and the generation of it that is published now. */
  public record PublishedGeneration(Repository repository, Suite suite, GenerationId id) {}

  /**
   * The published generations with such a name; more than one if it is too short.
   *
   * @param prefix at least {@value GenerationId#SHORT_DIGITS} hexadecimal digits
   * @throws IllegalArgumentException if it is anything else
   */
  public List<PublishedGeneration> generations(Collection<Repository> listed, String prefix)
      throws IOException {
    GenerationId.requirePrefix(prefix);
    List<PublishedGeneration> found = new ArrayList<>();
    for (Repository repository : listed) {
      for (Suite suite : repository.suites()) {
        manifest(repository, suite)
            .flatMap(SuiteManifest::generation)
            .filter(id -> id.beginsWith(prefix))
            .ifPresent(id -> found.add(new PublishedGeneration(repository, suite, id)));
      }
    }
    return found;
  }

  private void rewrite(Repository repository, Suite suite, UnaryOperator<SuiteManifest> change)
      throws IOException {
    FileTable table = new FileTable();
    Optional<SuiteManifest> manifest = manifest(repository, suite);
    if (manifest.isPresent() && readPublished(repository, suite, table)) {
      manifestFile(repository, suite).write(change.apply(manifest.get()), table);
    }
  }

  /**
   * Notes that files of these archives will be fetched, which only {@link #finished} takes back.
   */
  public void begun(Collection<Repository> repositories) throws IOException {
    unfinished().add(repositories.stream().map(Repository::diskPath).toList());
  }

  /** Notes that a run for the whole of these archives has come to its end, and remembered it. */
  public void finished(Collection<Repository> repositories) throws IOException {
    unfinished().removeIf(repositories.stream().map(Repository::diskPath).toList()::contains);
  }

  /** Whether a run was cut off, so that nobody knows what it fetched for the next one. */
  public boolean isUnfinished(Repository repository) throws IOException {
    return unfinished().read().contains(repository.diskPath());
  }

  private LineSet unfinished() {
    return new LineSet(layout.unfinished());
  }

  /**
   * Whether a run is publishing, or was cut off in it, so that files may be newer than what is
   * remembered of them.
   */
  public boolean isPublishing() {
    return Files.exists(layout.publishing());
  }

  /** What stands for everything that was published so far: it changes before anything else does. */
  public String edition() throws IOException {
    return Files.readString(layout.edition()).strip();
  }

  /** What older generations named. */
  public RetiredGenerations retired() {
    return retired;
  }

  /**
   * Remembers what the published generation named and {@code next}, which replaces it, does not. Of
   * what the list does not ask for any more, the indices alone: it need not wait to be freed.
   *
   * @param publishedBefore whether there was such a generation, remembered or not
   */
  void retire(
      Repository repository, Suite suite, FileTable next, boolean publishedBefore, Instant now)
      throws IOException {
    FileTable before = new FileTable();
    boolean known = readPublished(repository, suite, before);
    boolean asksForTheSame =
        manifest(repository, suite)
            .filter(it -> it.selection().equals(suite.selection()) || it.isFormer(suite))
            .isPresent();
    RetiredFiles files = retired.of(repository, suite);
    files.retire(
        before,
        path ->
            next.find(path) == FileTable.NONE
                && (asksForTheSame || path.startsWith(suite.directory() + "/")),
        now);
    if (!known && publishedBefore) {
      files.retireUnknown(now);
    }
    retired.write(files, now);
  }

  /** Tells whether that is all that the manifest names. */
  @CanIgnoreReturnValue
  private boolean readPublished(Repository repository, Suite suite, FileTable table)
      throws IOException {
    try {
      manifestFile(repository, suite).readFiles(table);
      return true;
    } catch (NoSuchFileException | AccessDeniedException | FormatException e) {
      return false; // what it named is hashed again
    }
  }

  private void readUnpublished(Repository repository, Suite suite, FileTable table)
      throws IOException {
    try {
      unpublished(repository, suite).read(table);
    } catch (FormatException | AccessDeniedException e) {
      return; // likewise
    }
  }

  /**
   * Forgets that files were verified, and that the suite is complete: the next sync looks again.
   *
   * @param faulty paths below the archive's base
   */
  public void forget(Repository repository, Suite suite, Predicate<String> faulty)
      throws IOException {
    manifestFile(repository, suite).forget(faulty);
    unpublished(repository, suite).forget(faulty);
  }

  /**
   * Forgets files of a suite that have other bytes by now, because another suite of the archive
   * needs those.
   *
   * @param files what lies in the archive now
   * @return their paths; empty when the suite needs none of them, or with these bytes
   */
  public List<String> forgetReplaced(Repository repository, Suite suite, FileTable files)
      throws IOException {
    Optional<FileTable> published = publishedFiles(repository, suite);
    if (published.isEmpty()) {
      return List.of();
    }
    FileTable needed = published.get();
    List<String> lost =
        IntStream.range(0, files.count())
            .filter(id -> needed.find(files.path(id)) != FileTable.NONE)
            .filter(id -> needed.findSame(files, id) == FileTable.NONE)
            .mapToObj(files::path)
            .toList();
    if (!lost.isEmpty()) {
      forget(repository, suite, Set.copyOf(lost)::contains);
    }
    return lost;
  }

  /**
   * Remembers which pool files of an unfinished suite are there and verified.
   *
   * @param isInPlace tells of a file of the plan that is held whether it lies under its name
   */
  public void rememberUnpublished(MirrorPlan plan, SuitePlan suite, IntPredicate isInPlace)
      throws IOException {
    IntStream arrived = suite.files().filter(plan::isHeld).filter(isInPlace);
    unpublished(plan.repository(), suite.suite()).write(plan.files(), arrived);
  }
}
