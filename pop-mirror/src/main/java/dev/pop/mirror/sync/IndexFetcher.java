package dev.pop.mirror.sync;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.RemoteFile;
import dev.pop.mirror.plan.HeldIndex;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.ByHash;
import dev.pop.mirror.store.ReleaseSet;
import dev.pop.mirror.store.Staging;
import dev.pop.mirror.store.SuitePublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Fetches the chosen indices of suites into the skeleton, by their digest where upstream offers
 * that. A form that lies there or in the mirror already with the right bytes is not fetched.
 */
final class IndexFetcher {
  private final RunContext run;
  private final boolean contents;

  IndexFetcher(RunContext run, boolean contents) {
    this.run = run;
    this.contents = contents;
  }

  /** One index of one suite on its way. */
  private static final class Job {
    final SuiteRun suite;
    final ReleaseSet releases;
    final IndexGroup group;
    final List<HeldIndex.Form> held = Collections.synchronizedList(new ArrayList<>());
    final List<FetchException> refusals = Collections.synchronizedList(new ArrayList<>());

    Job(SuiteRun suite, ReleaseSet releases, IndexGroup group) {
      this.suite = suite;
      this.releases = releases;
      this.group = group;
    }
  }

  private record FormJob(Job job, ReleaseEntry form) {}

  /** Sets the indices of each suite that has a new generation, or fails it. */
  void fetchAll(List<SuiteRun> suites) throws IOException, InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (SuiteRun suite : suites) {
      ReleaseSet releases = suite.releases;
      if (releases != null && !suite.hasEnded()) {
        jobs.addAll(choose(suite, releases));
      }
    }
    List<FormJob> preferred =
        jobs.stream()
            .flatMap(job -> job.group.preferredForms().stream().map(form -> new FormJob(job, form)))
            .toList();
    run.events.stageStarted(
        Stage.INDEX, preferred.size(), preferred.stream().mapToLong(job -> job.form.size()).sum());
    fetch(preferred);
    fetch(
        jobs.stream()
            .filter(job -> job.held.isEmpty())
            .flatMap(job -> job.group.otherForms().stream().map(form -> new FormJob(job, form)))
            .toList());
    run.events.stageFinished(Stage.INDEX);
    jobs.forEach(this::settle);
  }

  private List<Job> choose(SuiteRun suite, ReleaseSet releases) {
    IndexSelection selection = IndexSelection.of(releases.release(), suite.suite, contents);
    selection
        .absent()
        .forEach(
            problem -> {
              suite.lacks(problem);
              run.failed(Stage.INDEX, suite.suite.toString(), problem);
            });
    if (selection.groups().isEmpty()) {
      suite.fail("nothing that the list asks for is there");
    }
    return selection.groups().stream().map(group -> new Job(suite, releases, group)).toList();
  }

  private void fetch(List<FormJob> forms) throws IOException, InterruptedException {
    run.workers.forEach(
        forms.size(),
        i -> {
          FormJob job = forms.get(i);
          try {
            Path file = fetch(job.job, job.form);
            job.job.held.add(new HeldIndex.Form(job.form, file));
          } catch (FetchException e) {
            job.job.refusals.add(e);
          }
        });
  }

  private Path fetch(Job job, ReleaseEntry form)
      throws FetchException, IOException, InterruptedException {
    String path = job.suite.suite.inDirectory(form.path());
    Path target = run.store.layout().skeleton(job.suite.repository).resolve(path);
    if (isSound(target, form)) {
      run.unchanged(1);
      return target;
    }
    Path mirrored = run.store.root(job.suite.repository).resolve(path);
    if (isSound(mirrored, form)) {
      run.store.skelStaging().linkTo(mirrored, target);
      run.unchanged(1);
      return target;
    }
    RemoteFile file =
        RemoteFile.exactly(job.suite.suite.archive(), path, form.size(), form.strongest());
    Path staged = run.store.skelStaging().newFile();
    FetchedFile fetched = fetchByHash(job, form, file, staged);
    Staging.setModified(staged, fetched.lastModified());
    run.store.skelStaging().moveTo(staged, target);
    run.downloaded(Stage.INDEX, file.location(), fetched.size());
    return target;
  }

  private FetchedFile fetchByHash(Job job, ReleaseEntry form, RemoteFile file, Path staged)
      throws FetchException, IOException, InterruptedException {
    ByHash byHash = job.suite.suite.byHash();
    if (byHash == ByHash.ALWAYS
        || (byHash == ByHash.WHERE_OFFERED && job.releases.release().acquireByHash())) {
      String path =
          job.suite.suite.inDirectory(SuitePublisher.byHashPath(form.path(), form.strongest()));
      try {
        return run.downloader.fetch(file.at(path), staged);
      } catch (FetchException e) {
        if (e.kind() != FetchException.Kind.MISSING) {
          throw e;
        }
      }
    }
    return run.downloader.fetch(file, staged);
  }

  private static boolean isSound(Path file, ReleaseEntry form) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == form.size()
        && Checksum.ofFile(form.strongest().algorithm(), file).equals(form.strongest());
  }

  /**
   * Gives a suite its index, or names why it cannot be had. A form that upstream does not have is
   * no loss while there is another; one that is wrong or that failed to come is named, and the next
   * run asks for it again.
   */
  private void settle(Job job) {
    if (!job.held.isEmpty()) {
      for (FetchException refusal : job.refusals) {
        if (refusal.kind() != FetchException.Kind.MISSING) {
          run.failed(Stage.INDEX, refusal);
          job.suite.lacks(refusal.getMessage());
        }
      }
      List<HeldIndex> indices = new ArrayList<>(job.suite.indices);
      indices.add(new HeldIndex(job.group, job.held));
      job.suite.indices = indices;
      return;
    }
    String name = job.suite.suite.inDirectory(job.group.stem());
    FetchException refusal = mostTelling(job.refusals);
    run.failed(Stage.INDEX, refusal);
    if (refusal.kind() == FetchException.Kind.MISSING && !job.group.listsFiles()) {
      job.suite.lacks(name + " is listed in Release, but upstream does not have it");
    } else {
      job.suite.fail(name + " could not be had: " + refusal.getMessage());
    }
  }

  /** A file that is there but wrong says more than one that is not there at all. */
  private static FetchException mostTelling(List<FetchException> refusals) {
    return refusals.stream()
        .filter(refusal -> refusal.kind() != FetchException.Kind.MISSING)
        .findFirst()
        .orElse(refusals.get(0));
  }
}
