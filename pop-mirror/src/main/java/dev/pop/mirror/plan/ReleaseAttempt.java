package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.RemoteFile;
import dev.pop.core.http.Validators;
import dev.pop.core.openpgp.DetachedSignatureMatch;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One try to fetch the signed files of a suite, all of one generation, into the staging directory.
 * What is not given to the cache by then is removed at the end.
 */
final class ReleaseAttempt implements AutoCloseable {
  /** The likely cause of files that do not belong together. */
  static final String CACHE = "; a cache in between may serve old files";

  /** The largest Release of Debian and Ubuntu is under 2 MiB. */
  private static final long MAX_RELEASE_BYTES = 64L << 20;

  private static final int PAGE_BYTES = 512;

  private record Staged(String name, Path file, FetchedFile fetched) {}

  private final FetchContext context;
  private final IndexCache cache;
  private final ReleaseTrust trust;
  private final SuiteFetch suite;
  private final List<Staged> staged = new ArrayList<>();
  private final List<ReleaseFile> parsed = new ArrayList<>();

  /** Of the InRelease that was taken, whether a trusted key has signed it. */
  private Optional<ReleaseSignature> inRelease = Optional.empty();

  /** Of everything that was taken, whether a trusted key has signed it. */
  private Optional<ReleaseSignature> signature = Optional.empty();

  /** The last refusal that says more than that a file is not there. */
  private Optional<FetchException> forbidden = Optional.empty();

  ReleaseAttempt(FetchContext context, IndexCache cache, ReleaseTrust trust, SuiteFetch suite) {
    this.context = context;
    this.cache = cache;
    this.trust = trust;
    this.suite = suite;
  }

  /** Whether no file has arrived that is still to be judged or kept. */
  boolean isEmpty() {
    return staged.isEmpty();
  }

  /** Whether a trusted key has signed what was fetched; empty when nothing new was. */
  Optional<ReleaseSignature> signature() {
    return signature;
  }

  /** Empty when upstream has what is published. */
  Optional<ReleaseSet> fetch() throws FetchException, IOException, InterruptedException {
    if (isUnchanged("InRelease")) {
      return Optional.empty();
    }
    boolean hasInRelease = !staged.isEmpty();
    if (isUnchanged("Release") && !hasInRelease) {
      return Optional.empty();
    }
    if (staged.isEmpty()) {
      return fetchWithoutRelease();
    }
    if (staged.get(staged.size() - 1).name.equals("Release")) {
      Path release = staged.get(staged.size() - 1).file;
      isUnchanged("Release.gpg");
      Staged last = staged.get(staged.size() - 1);
      requireSignature(
          release,
          last.name.equals("Release.gpg") ? Optional.of(last.file) : Optional.empty(),
          hasInRelease);
    }
    requireOneGeneration();
    return Optional.of(releases());
  }

  /**
   * Whether an InRelease is here that the list lets be taken: it is all that apt reads. One that no
   * trusted key has signed does not outweigh a Release that one has.
   */
  boolean hasGoodInRelease() {
    return inRelease.isPresent()
        && inRelease.get().verified() == signature.orElseThrow().verified();
  }

  /** Leaves out what upstream has beside an InRelease that is good. */
  ReleaseSet inReleaseAlone() throws IOException {
    List<Staged> beside = staged.subList(1, staged.size());
    for (Staged file : beside) {
      Files.deleteIfExists(file.file);
    }
    beside.clear();
    return releases();
  }

  private ReleaseSet releases() {
    Validators validators = staged.get(0).fetched.validators();
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (String name : ReleaseSet.NAMES) {
      staged.stream()
          .filter(file -> file.name.equals(name))
          .forEach(file -> sizes.put(name, file.fetched.size()));
    }
    return new ReleaseSet(parsed.get(0), sizes, validators);
  }

  /** The suite is what its indices are, unless it had a Release before. */
  private Optional<ReleaseSet> fetchWithoutRelease()
      throws FetchException, IOException, InterruptedException {
    Optional<FetchException> refusal = forbidden;
    if (!suite.hadRelease()) {
      requireNoneWanted(refusal);
      isUnchanged("Release.gpg");
      if (!staged.isEmpty()) {
        throw new FormatException("Release.gpg is there, but the Release that it signs is not");
      }
      return new WithoutReleaseSuite(context, cache, suite).fetch(refusal);
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    throw new FormatException(
        FailureKind.WRONG_SUITE,
        "neither InRelease nor Release is there, but the suite was published with one");
  }

  /** A suite without a signed file may be another one than meant, or closed. */
  private void requireNoneWanted(Optional<FetchException> refusal) throws FormatException {
    try {
      took(trust.requireNone(suite, "it has no InRelease or Release (404; wrong suite or URL?)"));
    } catch (FormatException e) {
      throw new FormatException(
          refusal.map(FetchException::kind).orElse(FailureKind.WRONG_SUITE), e.getMessage(), e);
    }
  }

  /**
   * Fetches one file, if upstream has it.
   *
   * @return whether it is the one that is published, and tells that nothing changed
   */
  private boolean isUnchanged(String name)
      throws FetchException, IOException, InterruptedException {
    String path = suite.suite().resolve(name);
    // Beside an InRelease that is new, everything is wanted, whether it has changed or not.
    Optional<PublishedRelease> published =
        suite.published().filter(release -> staged.isEmpty() && release.path().equals(path));
    Validators known = published.map(PublishedRelease::validators).orElse(Validators.NONE);
    RemoteFile remote =
        RemoteFile.upTo(suite.suite().archive().upstreams(), path, MAX_RELEASE_BYTES);
    Path file = cache.newFile();
    Optional<FetchedFile> fetched;
    try {
      fetched =
          context.fetching(Stage.RELEASE, suite.id(), path).fetchIfChanged(remote, known, file);
    } catch (FetchException e) {
      if (e.mayBeAbsent()) {
        forbidden =
            Optional.of(e).filter(refusal -> refusal.fault() == FetchException.Fault.FORBIDDEN);
        return false;
      }
      throw e;
    }
    if (fetched.isEmpty()) {
      return true;
    }
    staged.add(new Staged(name, file, fetched.get()));
    context.downloaded(Stage.RELEASE, suite.id(), path, fetched.get());
    if (published.isPresent() && Files.mismatch(file, published.get().file()) < 0) {
      suite.setValidators(fetched.get().validators());
      return true; // which was read and judged when it was published
    }
    parse(name, file);
    return false;
  }

  private void parse(String name, Path file) throws IOException {
    if (name.equals("Release.gpg")) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    boolean inline = name.equals("InRelease");
    try {
      parsed.add(inline ? ReleaseFile.parseInRelease(bytes) : ReleaseFile.parse(bytes));
    } catch (FormatException e) {
      throw new FormatException(
          suite.suite().resolve(name)
              + " is no "
              + name
              + " file"
              + (isPage(file) ? " but a web page, perhaps of a proxy or a login: " : ": ")
              + e.getMessage(),
          e);
    }
    if (inline) {
      try {
        took(trust.requireInline(suite, parsed.get(parsed.size() - 1), bytes));
      } catch (FormatException e) {
        throw refused(name, e);
      }
      inRelease = signature;
    }
  }

  private void requireSignature(Path release, Optional<Path> signature, boolean besideInRelease)
      throws IOException {
    byte[] text = Files.readAllBytes(release);
    Optional<byte[]> by = Optional.empty();
    if (signature.isPresent()) {
      by = Optional.of(Files.readAllBytes(signature.get()));
      requireTie(text, by.get());
    }
    if (by.isPresent() || !besideInRelease) {
      try {
        took(trust.requireDetached(suite, parsed.get(parsed.size() - 1), text, by));
      } catch (FormatException e) {
        throw refused("Release", e);
      }
    }
  }

  /** One good signature is enough. */
  private void took(ReleaseSignature judged) {
    signature = signature.filter(ReleaseSignature::verified).or(() -> Optional.of(judged));
  }

  private FormatException refused(String name, FormatException e) {
    return new RefusedReleaseException(
        e.kind() == FailureKind.EXPIRED ? FailureKind.EXPIRED : FailureKind.UNTRUSTED,
        suite.suite().resolve(name) + " is refused: " + e.getMessage(),
        RefusedReleaseException.remedy(e));
  }

  private void requireTie(byte[] release, byte[] signature) throws FormatException {
    try {
      DetachedSignatureMatch.require(release, signature);
    } catch (FormatException e) {
      throw new FormatException(
          FailureKind.UPSTREAM_CHANGED,
          suite.suite().resolve("Release.gpg")
              + " does not belong to Release ("
              + ReleaseFetcher.MAX_TRIES
              + " tries; "
              + e.getMessage()
              + ")"
              + CACHE,
          e);
    }
  }

  private static boolean isPage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(PAGE_BYTES), ISO_8859_1).strip().startsWith("<");
    }
  }

  private void requireOneGeneration() throws FormatException {
    if (parsed.size() == 2 && !parsed.get(0).saysSameAs(parsed.get(1))) {
      throw new FormatException(
          FailureKind.UPSTREAM_CHANGED,
          "InRelease and Release differ (" + ReleaseFetcher.MAX_TRIES + " tries)" + CACHE);
    }
  }

  /** Gives the files to the cache. */
  void keep() throws IOException {
    for (Staged file : staged) {
      cache.keep(
          file.file,
          suite.repository(),
          suite.suite().resolve(file.name),
          file.fetched.lastModified());
    }
    staged.clear();
  }

  @Override
  public void close() throws IOException {
    for (Staged file : staged) {
      Files.deleteIfExists(file.file);
    }
  }
}
