package dev.pop.mirror.plan;

import dev.pop.core.FailureKind;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Stage;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fetches the chosen indices of suites into a cache, by their digest where upstream offers that. A
 * form that lies there already with the right bytes is not fetched.
 */
public final class IndexFetcher {

  /** How much of the chosen indices is fetched. */
  public enum Extent {
    /** Every index, each in every form that clients prefer: what a mirror publishes. */
    MIRRORED,
    /** One form of each index that lists files: what a plan needs to know. */
    PLANNED
  }

  private final FetchContext context;
  private final IndexCache cache;
  private final OptionalIndices optional;
  private final Extent extent;

  public IndexFetcher(
      FetchContext context, IndexCache cache, OptionalIndices optional, Extent extent) {
    this.context = context;
    this.cache = cache;
    this.optional = optional;
    this.extent = extent;
  }

  /** One index of one suite on its way. */
  private static final class Job {
    final SuiteFetch suite;
    final ReleaseSet releases;
    final IndexGroup group;
    final List<List<ReleaseEntry>> rounds;
    final List<LocalIndex.Variant> held = Collections.synchronizedList(new ArrayList<>());
    final List<FetchException> refusals = Collections.synchronizedList(new ArrayList<>());

    Job(SuiteFetch suite, ReleaseSet releases, IndexGroup group, List<List<ReleaseEntry>> rounds) {
      this.suite = suite;
      this.releases = releases;
      this.group = group;
      this.rounds = rounds;
    }

    int rounds() {
      return rounds.size();
    }
  }

  private record FormJob(Job job, ReleaseEntry form) {}

  /**
   * Sets the indices of each suite that has a new generation, or fails it.
   *
   * @throws IOException if the cache cannot be written
   */
  public void fetchAll(List<SuiteFetch> suites) throws IOException, InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (SuiteFetch suite : suites) {
      if (suite.isOpen() && suite.releases().isPresent()) {
        jobs.addAll(choose(suite, suite.releases().get()));
      }
    }
    List<FormJob> first = round(jobs, 0);
    context
        .events()
        .stageStarted(
            Stage.INDEX, first.size(), first.stream().mapToLong(job -> job.form.size()).sum());
    for (int i = 0;
        !jobs.isEmpty() && i < jobs.stream().mapToInt(Job::rounds).max().orElse(0);
        i++) {
      fetch(round(jobs, i));
    }
    context.events().stageFinished(Stage.INDEX);
    jobs.forEach(this::settle);
  }

  /** The forms to fetch next, of indices of which nothing could be had so far. */
  private List<FormJob> round(List<Job> jobs, int number) {
    return jobs.stream()
        .filter(job -> job.held.isEmpty() && number < job.rounds())
        .flatMap(job -> job.rounds.get(number).stream().map(form -> new FormJob(job, form)))
        .toList();
  }

  private List<Job> choose(SuiteFetch suite, ReleaseSet releases) {
    IndexSelection selection = IndexSelection.of(releases.release(), suite.suite());
    suite.setSelection(selection);
    selection
        .absent()
        .forEach(
            problem -> {
              suite.lacks(FailureKind.WRONG_SUITE, problem);
              context.failed(
                  Stage.INDEX,
                  suite.id(),
                  suite.suite().toString(),
                  FailureKind.WRONG_SUITE,
                  problem);
            });
    if (selection.groups().isEmpty()) {
      suite.fail(FailureKind.WRONG_SUITE, "nothing that the list asks for is there");
    }
    return selection.groups().stream()
        .filter(group -> extent == Extent.MIRRORED || group.listsFiles())
        .map(group -> new Job(suite, releases, group, rounds(group)))
        .toList();
  }

  /** Forms that are tried together; the next ones only if none of those before could be had. */
  private List<List<ReleaseEntry>> rounds(IndexGroup group) {
    if (extent == Extent.MIRRORED) {
      return List.of(group.preferredForms(), group.otherForm().stream().toList());
    }
    return Stream.concat(group.preferredForms().stream(), group.otherForm().stream())
        .map(List::of)
        .toList();
  }

  private void fetch(List<FormJob> forms) throws IOException, InterruptedException {
    context
        .workers()
        .forEach(
            forms.size(),
            i -> {
              FormJob job = forms.get(i);
              try {
                Path file = fetch(job.job, job.form);
                job.job.held.add(new LocalIndex.Variant(job.form, file));
              } catch (FetchException e) {
                job.job.refusals.add(e);
              } catch (RuntimeException e) {
                String fault = FetchContext.fault(e);
                context.failed(
                    Stage.INDEX, job.job.suite.id(), job.form.path(), FailureKind.INTERNAL, fault);
                job.job.suite.fail(FailureKind.INTERNAL, fault);
              }
            });
  }

  private Path fetch(Job job, ReleaseEntry form)
      throws FetchException, IOException, InterruptedException {
    String path = job.suite.suite().resolve(form.path());
    for (Path candidate : cache.candidates(job.suite.repository(), path)) {
      // What a symbolic link leads to could change behind the mirror's back.
      if (FileContent.of(form).isIn(candidate, LinkOption.NOFOLLOW_LINKS)) {
        if (job.releases.hasRelease()) {
          context.held(Stage.INDEX, job.suite.id(), path, form.size());
        } else { // it has come, and was counted, just now
          context.events().fileHeld(Stage.INDEX, job.suite.id(), path, form.size());
        }
        return cache.adopt(candidate, job.suite.repository(), path);
      }
    }
    FetchedFile fetched = download(job, form, path);
    Path kept = cache.keep(fetched.file(), job.suite.repository(), path, fetched.lastModified());
    context.downloaded(Stage.INDEX, job.suite.id(), path, fetched);
    return kept;
  }

  private FetchedFile download(Job job, ReleaseEntry form, String path)
      throws FetchException, IOException, InterruptedException {
    String place = job.suite.repository().diskPath() + "/" + path;
    return ByHashFetch.fetch(
        job.suite.suite(),
        job.releases.release(),
        form,
        file ->
            context
                .fetching(Stage.INDEX, job.suite.id(), file.path())
                .fetch(file, cache.partials(), place));
  }

  /**
   * Gives a suite its index, or names why it cannot be had. A form that upstream does not have is
   * no loss while there is another; one that is wrong or that failed to come is named, and the next
   * run asks for it again.
   */
  private void settle(Job job) {
    if (!job.held.isEmpty()) {
      boolean mayLack = optional.mayLack(job.suite.repository(), job.suite.suite(), job.group);
      for (FetchException refusal : job.refusals) {
        if (!refusal.mayBeAbsent() && !mayLack) {
          context.failed(Stage.INDEX, job.suite.id(), refusal);
          job.suite.lacks(refusal.kind(), refusal.getMessage());
        }
      }
      job.suite.addIndex(new LocalIndex(job.group, job.held, () -> other(job)));
      return;
    }
    if (job.refusals.isEmpty()) {
      return; // it was named when the program failed at it
    }
    if (optional.mayLack(job.suite.repository(), job.suite.suite(), job.group)) {
      context
          .events()
          .warning(
              job.suite.suite()
                  + ": left out, for it could not be had: "
                  + FetchException.mostTelling(job.refusals).getMessage());
      return;
    }
    String name = job.suite.suite().resolve(job.group.stem());
    FetchException refusal = FetchException.mostTelling(job.refusals);
    Failure failure = context.failed(Stage.INDEX, job.suite.id(), refusal);
    if (refusal.isOtherThanListed()) {
      job.suite.upstreamChanged(failure);
    }
    if (refusal.mayBeAbsent() && !job.group.listsFiles()) {
      job.suite.lacks(
          refusal.kind(), name + " is listed in Release, but upstream does not have it");
    } else if (refusal.isAnswer() && !job.group.listsFiles()) {
      job.suite.lacks(refusal.kind(), name + " is not what Release lists: " + refusal.getMessage());
    } else {
      job.suite.fail(refusal.kind(), name + " could not be had: " + refusal.getMessage());
    }
  }

  /** The form that was not asked for while those that clients prefer were there. */
  private Optional<LocalIndex.Variant> other(Job job) throws IOException, InterruptedException {
    Optional<ReleaseEntry> form = job.group.otherForm();
    if (form.isEmpty() || job.held.stream().anyMatch(held -> held.entry().equals(form.get()))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LocalIndex.Variant(form.get(), fetch(job, form.get())));
    } catch (FetchException e) {
      return Optional.empty(); // the forms that cannot be read are named, which says more
    }
  }
}
