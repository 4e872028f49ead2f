package dev.pop.mirror.sync;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.plan.LocalIndex;
import dev.pop.mirror.plan.OptionalIndices;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.SuiteManifest;
import dev.pop.mirror.sync.ArchiveFindings.SuiteFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The check of what is published of each suite of an archive: its Release files and indices. */
final class IndexCheck {
  private final Repository repository;
  private final Path root;
  private final MirrorState state;
  private final ReleaseTrust trust;
  private final OptionalIndices optional;
  private final FileTable remembered;
  private final WithoutReleaseCheck unreleased;
  private final ArchiveFindings found;

  IndexCheck(
      Repository repository,
      Path root,
      MirrorState state,
      ReleaseTrust trust,
      OptionalIndices optional)
      throws IOException {
    this.repository = repository;
    this.root = root;
    this.state = state;
    this.trust = trust;
    this.optional = optional;
    this.remembered = state.knownFiles(repository);
    this.unreleased = new WithoutReleaseCheck(repository, root, state, remembered);
    this.found = new ArchiveFindings(repository, root);
  }

  /** Returns what is wrong with the indices, and which files they name. */
  ArchiveFindings call() throws IOException, InterruptedException {
    for (Suite suite : repository.suites()) {
      SuiteFindings findings = found.begin(suite);
      try {
        checkSuite(findings);
      } catch (FormatException e) {
        findings.published = true;
        findings.problems.add(e.getMessage());
      }
    }
    return found;
  }

  private void checkSuite(SuiteFindings suite) throws IOException, InterruptedException {
    Optional<ReleaseFile> release = readRelease(suite.suite);
    Optional<ReleaseFile> listing =
        release.isPresent() ? Optional.empty() : unreleased.listing(suite.suite);
    if (release.isPresent()) {
      suite.published = true;
      checkSignature(suite);
      readIndices(suite, release.get());
    } else if (listing.isPresent()) {
      suite.published = true;
      suite.signature = Optional.of(ReleaseSignature.unverified("it has no Release"));
      suite.source = "was published";
      for (String path : unreleased.strangers(suite.suite, listing.get())) {
        corrupt(suite, path);
      }
      readIndices(suite, listing.get());
    } else {
      suite.problems.add("nothing is published: neither InRelease nor Release is there");
      found.missing(suite.suite.resolve(PublishedSuite.RELEASE));
    }
  }

  private void corrupt(SuiteFindings suite, String path) {
    found.corrupt(suite.suite.resolve(path));
    suite.problems.add(path + " is not what " + suite.source);
  }

  private Optional<ReleaseFile> readRelease(Suite suite) throws IOException {
    Optional<ReleaseFile> release = readRelease(suite, PublishedSuite.RELEASE);
    Optional<ReleaseFile> inRelease = readRelease(suite, PublishedSuite.IN_RELEASE);
    if (release.isPresent()
        && inRelease.isPresent()
        && !release.get().saysSameAs(inRelease.get())) {
      found.corrupt(suite.resolve(PublishedSuite.RELEASE));
      throw new FormatException("InRelease and Release say different things");
    }
    return inRelease.or(() -> release);
  }

  private Optional<ReleaseFile> readRelease(Suite suite, String name) throws IOException {
    try {
      return new PublishedSuite(suite, root).release(name);
    } catch (FormatException e) {
      found.corrupt(suite.resolve(name));
      throw new FormatException(suite.resolve(name) + ": " + e.getMessage(), e);
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
        found.missing(suite.suite.resolve(group.stem()));
        suite.problems.add(group.stem() + " is not there in any form");
      } else if (!optional.mayLack(repository, suite.suite, group)) {
        suite.problems.add(group.stem() + " is listed, but upstream did not have it");
      }
    }
    try {
      suite.plan = found.plan().add(suite.suite, release, held);
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
        found.count(suite, form);
        if (FileContent.of(form).isIn(file)) {
          found.soundIndex();
          sound.add(new LocalIndex.Variant(form, file));
          if (byHash) {
            checkByHash(suite, form, file);
          }
        } else {
          corrupt(suite, form.path());
        }
      } else if (remembered.find(path) != FileTable.NONE) {
        found.count(suite, form);
        found.missing(path);
        suite.problems.add(form.path() + " is not there");
      }
    }
    return sound;
  }

  /** The name under each digest is the same file, or at least has the same bytes. */
  private void checkByHash(SuiteFindings suite, ReleaseEntry form, Path file) throws IOException {
    for (Checksum checksum : form.checksums().values()) {
      String path = suite.suite.resolve(form.byHashPath(checksum));
      Path link = root.resolve(path);
      if (!Files.isRegularFile(link)) {
        found.missing(path);
        suite.problems.add(path + " is not there");
      } else if (!Files.isSameFile(link, file) && Files.mismatch(link, file) >= 0) {
        found.corrupt(path);
        suite.problems.add(path + " does not match the digest in its name");
      }
    }
  }
}
