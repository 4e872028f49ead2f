package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.FileOwners;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.plan.ListingConflict;
import dev.pop.mirror.plan.LocalIndex;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.OptionalIndices;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.plan.ReservedPaths;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.VerifyReport.Status;
import dev.pop.mirror.report.VerifyReport.SuiteCheck;
import dev.pop.mirror.repository.ArchiveLimits;
import dev.pop.mirror.repository.IgnoredErrors;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The check of one archive: first its Release files and indices, then the pool files that they
 * name.
 */
final class RepositoryCheck {
  private final Repository repository;
  private final Path root;
  private final MirrorState state;
  private final ReleaseTrust trust;
  private final IgnoredErrors ignored;
  private final OptionalIndices optional;
  private final boolean deep;
  private final MirrorPlan plan;
  private final FileTable remembered;
  private final WithoutReleaseCheck unreleased;
  private final List<SuiteFindings> found = new ArrayList<>();
  private final SortedSet<String> missing = Collections.synchronizedSortedSet(new TreeSet<>());
  private final SortedSet<String> corrupt = Collections.synchronizedSortedSet(new TreeSet<>());
  private final BitSet faultyFiles = new BitSet();
  private int indexCount;
  private long indexBytes;
  private int soundIndices;

  /** What was found of one suite. */
  private static final class SuiteFindings {
    final Suite suite;
    final List<String> problems = new ArrayList<>();
    boolean published;
    Optional<ReleaseSignature> signature = Optional.empty();

    /** What says which bytes the indices must have. */
    String source = "Release lists";

    @Nullable SuitePlan plan;
    long indexFiles;
    long indexBytes;

    SuiteFindings(Suite suite) {
      this.suite = suite;
    }
  }

  RepositoryCheck(
      Repository repository,
      Path root,
      MirrorState state,
      ReleaseTrust trust,
      OptionalIndices optional,
      boolean deep)
      throws IOException {
    this.repository = repository;
    this.root = root;
    this.state = state;
    this.trust = trust;
    this.ignored = optional.ignored();
    this.optional = optional;
    this.deep = deep;
    this.plan =
        new MirrorPlan(
            repository,
            ReservedPaths.of(repository, List.of(repository), root),
            ArchiveLimits.NONE);
    this.remembered = state.knownFiles(repository);
    this.unreleased = new WithoutReleaseCheck(repository, root, state, remembered);
  }

  Repository repository() {
    return repository;
  }

  /** Number of distinct files to be there: indices, and pool files. */
  int fileCount() {
    return indexCount + poolCount();
  }

  long byteCount() {
    return indexBytes + poolBytes();
  }

  /** Number of distinct pool files to be there. */
  int poolCount() {
    return (int) plan.wanted().count();
  }

  long poolBytes() {
    return plan.wanted().mapToLong(plan.files()::size).sum();
  }

  long soundCount() {
    return soundIndices + plan.wanted().filter(id -> !faultyFiles.get(id)).count();
  }

  /** Paths below the archive's base. */
  SortedSet<String> missing() {
    return missing;
  }

  SortedSet<String> corrupt() {
    return corrupt;
  }

  boolean isFaulty() {
    return !missing.isEmpty() || !corrupt.isEmpty();
  }

  boolean isFaulty(String path) {
    return missing.contains(path) || corrupt.contains(path);
  }

  /** Reads what is published of each suite. */
  void readIndices() throws IOException, InterruptedException {
    for (Suite suite : repository.suites()) {
      SuiteFindings suiteFound = new SuiteFindings(suite);
      found.add(suiteFound);
      try {
        Optional<ReleaseFile> release = readRelease(suite);
        Optional<ReleaseFile> listing =
            release.isPresent() ? Optional.empty() : unreleased.listing(suite);
        if (release.isPresent()) {
          suiteFound.published = true;
          checkSignature(suiteFound);
          readIndices(suiteFound, release.get());
        } else if (listing.isPresent()) {
          suiteFound.published = true;
          suiteFound.signature = Optional.of(ReleaseSignature.unverified("it has no Release"));
          suiteFound.source = "was published";
          for (String path : unreleased.strangers(suite, listing.get())) {
            corrupt.add(suite.resolve(path));
            suiteFound.problems.add(path + " is not what " + suiteFound.source);
          }
          readIndices(suiteFound, listing.get());
        } else {
          suiteFound.problems.add("nothing is published: neither InRelease nor Release is there");
          missing.add(suite.resolve(PublishedSuite.RELEASE));
        }
      } catch (FormatException e) {
        suiteFound.published = true;
        suiteFound.problems.add(e.getMessage());
      }
    }
  }

  /** One that was verified, or that must be, has to be so now. */
  private void checkSignature(SuiteFindings suite) throws IOException {
    Optional<ReleaseSignature> vouched =
        state
            .manifest(repository, suite.suite)
            .flatMap(SuiteManifest::signature)
            .filter(ReleaseSignature::verified);
    suite.signature = trust.ofPublished(suite.suite, vouched, root);
    boolean must = vouched.isPresent() || trust.hasKeys(suite.suite);
    suite
        .signature
        .flatMap(ReleaseSignature::reason)
        .filter(reason -> must && ReleaseTrust.isAskedFor(suite.suite))
        .ifPresent(reason -> suite.problems.add("its signature does not hold: " + reason));
  }

  private Optional<ReleaseFile> readRelease(Suite suite) throws IOException {
    Optional<ReleaseFile> release = readRelease(suite, PublishedSuite.RELEASE);
    Optional<ReleaseFile> inRelease = readRelease(suite, PublishedSuite.IN_RELEASE);
    if (release.isPresent()
        && inRelease.isPresent()
        && !release.get().saysSameAs(inRelease.get())) {
      corrupt.add(suite.resolve(PublishedSuite.RELEASE));
      throw new FormatException("InRelease and Release say different things");
    }
    return inRelease.or(() -> release);
  }

  private Optional<ReleaseFile> readRelease(Suite suite, String name) throws IOException {
    try {
      return new PublishedSuite(suite, root).release(name);
    } catch (FormatException e) {
      corrupt.add(suite.resolve(name));
      throw new FormatException(suite.resolve(name) + ": " + e.getMessage(), e);
    }
  }

  private void readIndices(SuiteFindings suite, ReleaseFile release)
      throws IOException, InterruptedException {
    IndexSelection selection = IndexSelection.of(release, suite.suite);
    suite.problems.addAll(selection.absent());
    List<LocalIndex> held = new ArrayList<>();
    for (IndexGroup group : selection.groups()) {
      List<LocalIndex.Variant> forms = soundForms(suite, group, release.acquireByHash());
      if (!forms.isEmpty()) {
        held.add(new LocalIndex(group, forms));
      } else if (group.listsFiles() || isRemembered(suite.suite, group)) {
        missing.add(suite.suite.resolve(group.stem()));
        suite.problems.add(group.stem() + " is not there in any form");
      } else if (!optional.mayLack(repository, suite.suite, group)) {
        suite.problems.add(group.stem() + " is listed, but upstream did not have it");
      }
    }
    try {
      suite.plan = plan.add(suite.suite, release, held);
    } catch (FormatException e) {
      suite.problems.add(e.getMessage());
    }
  }

  private boolean isRemembered(Suite suite, IndexGroup group) {
    return group.forms().stream()
        .anyMatch(form -> remembered.find(suite.resolve(form.path())) != FileTable.NONE);
  }

  private List<LocalIndex.Variant> soundForms(SuiteFindings suite, IndexGroup group, boolean byHash)
      throws IOException {
    List<LocalIndex.Variant> sound = new ArrayList<>();
    for (ReleaseEntry form : group.forms()) {
      String path = suite.suite.resolve(form.path());
      Path file = root.resolve(path);
      if (Files.isRegularFile(file)) {
        count(suite, form);
        if (FileContent.of(form).isIn(file)) {
          soundIndices++;
          sound.add(new LocalIndex.Variant(form, file));
          if (byHash) {
            checkByHash(suite, form, file);
          }
        } else {
          corrupt.add(path);
          suite.problems.add(form.path() + " is not what " + suite.source);
        }
      } else if (remembered.find(path) != FileTable.NONE) {
        count(suite, form);
        missing.add(path);
        suite.problems.add(form.path() + " is not there");
      }
    }
    return sound;
  }

  private void count(SuiteFindings suite, ReleaseEntry form) {
    indexCount++;
    indexBytes += form.size();
    suite.indexFiles++;
    suite.indexBytes += form.size();
  }

  /** The name under each digest is the same file, or at least has the same bytes. */
  private void checkByHash(SuiteFindings suite, ReleaseEntry form, Path file) throws IOException {
    for (Checksum checksum : form.checksums().values()) {
      String path = suite.suite.resolve(form.byHashPath(checksum));
      Path link = root.resolve(path);
      if (!Files.isRegularFile(link)) {
        missing.add(path);
        suite.problems.add(path + " is not there");
      } else if (!Files.isSameFile(link, file) && Files.mismatch(link, file) >= 0) {
        corrupt.add(path);
        suite.problems.add(path + " does not match the digest in its name");
      }
    }
  }

  /** Looks at every pool file. */
  void checkFiles(Workers workers, MirrorEvents events) throws IOException, InterruptedException {
    settleConflicts();
    int[] ids = plan.wanted().toArray();
    FileOwners owners = FileOwners.of(plan);
    workers.forEach(ids.length, i -> checkFile(ids[i], owners, events));
    for (SuiteFindings suite : found) {
      SuitePlan suitePlan = suite.plan;
      if (suitePlan != null) {
        long faulty = suitePlan.files().filter(faultyFiles::get).count();
        if (faulty > 0) {
          suite.problems.add(
              faulty + " of " + suitePlan.fileCount() + " pool files are missing or corrupt");
        }
      }
    }
  }

  /** What lies in the mirror is right for the suites that list it; the others lack the file. */
  private void settleConflicts() throws IOException {
    for (ListingConflict conflict : plan.conflicts()) {
      Set<FileContent> right = new LinkedHashSet<>();
      for (FileContent content : conflict.contents()) {
        if (content.isIn(root.resolve(conflict.path()))) {
          right.add(content);
        }
      }
      plan.settle(conflict, right.isEmpty() ? Set.copyOf(conflict.contents()) : right);
    }
    for (SuiteFindings suite : found) {
      if (suite.plan != null) {
        suite.plan.lost().stream()
            .map(plan.files()::path)
            .filter(path -> !ignored.contains(repository, path))
            .forEach(
                path ->
                    suite.problems.add(
                        path + " has the content that another suite lists, and not its own"));
      }
    }
  }

  private void checkFile(int id, FileOwners owners, MirrorEvents events) throws IOException {
    FileTable files = plan.files();
    String path = files.path(id);
    Path file = root.resolve(path);
    FileContent.Match match =
        deep ? files.content(id).compareWith(file) : FileContent.compareSize(file, files.size(id));
    switch (match) {
      case ABSENT -> {
        if (!ignored.contains(repository, path)) {
          faulty(id, owners, missing, events, path, "is not there");
        }
      }
      case OTHER_SIZE ->
          faulty(
              id,
              owners,
              corrupt,
              events,
              path,
              "has " + Files.size(file) + " bytes, the index lists " + files.size(id));
      case OTHER_BYTES ->
          faulty(id, owners, corrupt, events, path, "has another digest than the index lists");
      case SAME -> {
        events.bytes(Stage.CHECK, files.size(id));
        events.fileDone(Stage.CHECK, owners.of(id), path, files.size(id), 0);
      }
    }
  }

  private void faulty(
      int id,
      FileOwners owners,
      SortedSet<String> kind,
      MirrorEvents events,
      String path,
      String reason) {
    synchronized (faultyFiles) {
      faultyFiles.set(id);
    }
    kind.add(path);
    events.fileFailed(
        Stage.CHECK,
        owners.of(id),
        new Failure(
            root.resolve(path).toString(),
            kind == missing ? FailureKind.MISSING : FailureKind.DAMAGED,
            reason));
  }

  /** One entry per suite. */
  List<SuiteCheck> suites() {
    return found.stream().map(this::report).toList();
  }

  private SuiteCheck report(SuiteFindings suite) {
    SuitePlan suitePlan = suite.plan;
    long files = suite.indexFiles;
    long bytes = suite.indexBytes;
    if (suitePlan != null) {
      files += suitePlan.fileCount();
      bytes += suitePlan.files().mapToLong(plan.files()::size).sum();
    }
    Status status = suite.problems.isEmpty() ? Status.AVAILABLE : Status.DEGRADED;
    return new SuiteCheck(
        suite.suite.archive().id(),
        suite.suite.archive().location(),
        suite.suite.name(),
        suite.published ? status : Status.NOT_AVAILABLE,
        files,
        bytes,
        suite.signature,
        suite.problems);
  }
}
