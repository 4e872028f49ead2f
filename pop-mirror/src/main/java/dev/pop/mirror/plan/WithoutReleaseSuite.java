package dev.pop.mirror.plan;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.RemoteFile;
import dev.pop.core.http.Validators;
import dev.pop.mirror.report.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fetches a suite that has no {@code Release}, as the Perl program does: every form of every index
 * that the list wants, at the places where the repository format puts them. What they are takes the
 * place of what a {@code Release} would say; that the forms of an index agree is all that can be
 * checked.
 */
final class WithoutReleaseSuite {
  /** How often everything is fetched when the forms of an index turn out to disagree. */
  private static final int MAX_TRIES = 3;

  private final FetchContext context;
  private final IndexCache cache;
  private final SuiteFetch suite;

  WithoutReleaseSuite(FetchContext context, IndexCache cache, SuiteFetch suite) {
    this.context = context;
    this.cache = cache;
    this.suite = suite;
  }

  /**
   * Fetches what is not there yet.
   *
   * @param refusal why the Release cannot be had, if not because there is none; thrown when there
   *     is no index either
   * @return empty when upstream has what is published
   * @throws FormatException if an index is not there in any form, or its forms are of different
   *     generations, also after several tries
   */
  Optional<ReleaseSet> fetch(Optional<FetchException> refusal)
      throws FetchException, IOException, InterruptedException {
    Optional<ReleaseSet> releases = follow(refusal);
    context
        .events()
        .warning(
            suite.suite()
                + ": upstream has no Release, so nothing vouches for its indices; what they list is"
                + " mirrored as it is");
    return releases;
  }

  private Optional<ReleaseSet> follow(Optional<FetchException> refusal)
      throws FetchException, IOException, InterruptedException {
    // What lies on this disk may be what is wrong, so only the first try builds upon it.
    Optional<PublishedRelease> known = suite.published();
    Optional<String> disagreement = Optional.empty();
    for (int i = 1; i <= MAX_TRIES; i++) {
      try (Attempt attempt = new Attempt(known)) {
        attempt.ask();
        attempt.requireEveryIndex(refusal);
        if (attempt.isUnchanged()) {
          suite.setValidators(attempt.forms().get(0).validators);
          return Optional.empty();
        }
        disagreement = attempt.disagreement();
        if (disagreement.isEmpty()) {
          return Optional.of(attempt.keep());
        }
      }
      known = Optional.empty();
    }
    throw new FormatException(
        FailureKind.UPSTREAM_CHANGED,
        disagreement.orElseThrow()
            + " ("
            + MAX_TRIES
            + " tries); upstream is being updated or damaged; run again later");
  }

  /**
   * A form of an index that upstream has.
   *
   * @param path relative to the suite's directory
   * @param file where it lies
   * @param validators what upstream says of it
   * @param fetched empty if upstream said that it is the published one
   * @param same whether it is the published one
   */
  private record Form(
      String path, Path file, Validators validators, Optional<FetchedFile> fetched, boolean same) {}

  /** One try to have every form of every index. */
  private final class Attempt implements AutoCloseable {
    private final Optional<PublishedRelease> known;
    private final Map<String, List<Form>> indices = new LinkedHashMap<>();
    private final List<Form> extras = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();
    private final List<FetchedFile> staged = new ArrayList<>();

    Attempt(Optional<PublishedRelease> known) {
      this.known = known;
    }

    void ask() throws FetchException, IOException, InterruptedException {
      for (String stem : UnreleasedIndices.stems(suite.suite())) {
        List<Form> forms = new ArrayList<>();
        for (String path : UnreleasedIndices.compressed(stem)) {
          ask(path).ifPresent(forms::add);
        }
        if (forms.isEmpty()) { // clients ask for the plain form last
          ask(stem).ifPresent(forms::add);
        }
        indices.put(stem, forms);
      }
      if (indices.values().stream().allMatch(List::isEmpty)) {
        return; // there is no such suite
      }
      for (String stem : UnreleasedIndices.extras(suite.suite())) {
        boolean plain = stem.endsWith("/Release");
        for (String path : plain ? List.of(stem) : UnreleasedIndices.compressed(stem)) {
          ask(path).ifPresent(extras::add);
        }
      }
    }

    private Optional<Form> ask(String path)
        throws FetchException, IOException, InterruptedException {
      String place = suite.suite().resolve(path);
      Optional<Path> held =
          known
              .map(it -> it.root().resolve(place))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
      Validators validators = held.isPresent() ? validators(place, held.get()) : Validators.NONE;
      RemoteFile remote = UnreleasedIndices.remote(suite.suite(), path);
      try {
        Optional<FetchedFile> fetched =
            context
                .fetching(Stage.RELEASE, suite.id(), place)
                .fetchIfChanged(remote, validators, cache.newFile());
        if (fetched.isEmpty()) {
          return Optional.of(new Form(path, held.orElseThrow(), validators, fetched, true));
        }
        FetchedFile now = fetched.get();
        staged.add(now);
        context.downloaded(Stage.RELEASE, suite.id(), place, now);
        boolean same = held.isPresent() && Files.mismatch(now.file(), held.get()) < 0;
        return Optional.of(new Form(path, now.file(), now.validators(), fetched, same));
      } catch (FetchException e) {
        if (!e.mayBeAbsent()) {
          throw e;
        }
        absent.add(path);
        return Optional.empty();
      }
    }

    /** Of all but one file, the time on this disk is what is known: it is upstream's. */
    private Validators validators(String place, Path held) throws IOException {
      Optional<Validators> first =
          known.filter(it -> it.path().equals(place)).map(PublishedRelease::validators);
      if (first.isPresent()) {
        return first.get();
      }
      String server = known.map(it -> it.validators().server()).orElse("");
      return Validators.ofLastModified(server, Files.getLastModifiedTime(held).toInstant());
    }

    void requireEveryIndex(Optional<FetchException> refusal)
        throws FetchException, FormatException {
      List<String> missing =
          indices.entrySet().stream()
              .filter(index -> index.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .toList();
      if (missing.size() == indices.size() && refusal.isPresent()) {
        throw refusal.get();
      }
      if (missing.size() == indices.size()) {
        throw new FormatException(
            FailureKind.WRONG_SUITE,
            "neither InRelease nor Release is there (404), nor any index: wrong suite or URL?");
      }
      if (!missing.isEmpty()) {
        throw new FormatException(
            FailureKind.MISSING,
            "upstream has no Release, and in no form " + String.join(", ", missing));
      }
    }

    boolean isUnchanged() {
      return known.isPresent()
          && forms().stream().allMatch(Form::same)
          && absent.stream()
              .map(path -> known.get().root().resolve(suite.suite().resolve(path)))
              .noneMatch(Files::exists);
    }

    private List<Form> forms() {
      return Stream.concat(indices.values().stream().flatMap(List::stream), extras.stream())
          .toList();
    }

    /** What tells that the files are of different generations, or damaged. */
    Optional<String> disagreement() throws IOException {
      try {
        for (List<Form> forms : indices.values()) {
          Map<String, Path> files = new LinkedHashMap<>();
          forms.forEach(form -> files.put(form.path, form.file));
          UnreleasedIndices.requireOneText(files);
        }
        return Optional.empty();
      } catch (FormatException e) {
        return Optional.of(e.getMessage());
      }
    }

    /** Gives the files to the cache. */
    ReleaseSet keep() throws IOException {
      List<ReleaseEntry> entries = new ArrayList<>();
      for (Form form : forms()) {
        entries.add(UnreleasedIndices.entry(form.path, form.file));
      }
      for (Form form : forms()) {
        if (form.fetched.isPresent()) {
          String place = suite.suite().resolve(form.path);
          cache.keep(form.file, suite.repository(), place, form.fetched.get().lastModified());
        } else {
          context.unchanged(1);
        }
      }
      for (String path : absent) {
        cache.forget(suite.repository(), suite.suite().resolve(path));
      }
      staged.clear();
      return new ReleaseSet(ReleaseFile.listing(entries), Map.of(), forms().get(0).validators());
    }

    @Override
    public void close() throws IOException {
      for (FetchedFile file : staged) {
        Files.deleteIfExists(file.file());
      }
    }
  }
}
