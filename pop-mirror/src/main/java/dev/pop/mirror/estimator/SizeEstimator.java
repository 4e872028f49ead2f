package dev.pop.mirror.estimator;

import static java.util.Objects.requireNonNull;

import dev.pop.core.PopException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Downloader;
import dev.pop.core.io.DiskSpace;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.IndexFetcher;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.OptionalIndices;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.plan.ReleaseFetcher;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.plan.ReservedPaths;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.plan.UnverifiedFiles;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.MirrorOperation;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.SpaceNeeds;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Estimates how large a mirror will be: the plan of a sync, summed instead of carried out. One form
 * of each index that lists files is fetched, into a temporary directory; files of the mirror that
 * no run has verified are hashed, as a sync does before it takes them for held. Nothing is written
 * to the mirror, and no lock is taken.
 *
 * <p>A suite that cannot be read is among the problems of the estimate and not in its sums. {@link
 * #call} throws a {@link PopException} if the temporary directory cannot be written, or the
 * mirror's disk not be asked; its report, as that of a cancel, is the sum of the archives until
 * then, if there were any.
 */
public final class SizeEstimator extends MirrorOperation<SizeEstimate, SizeEstimator> {
  private final MirrorList list;
  private DiskSpace.Probe space = DiskSpace::of;

  private SizeEstimator(MirrorList list) {
    this.list = requireNonNull(list, "list");
  }

  /** An estimate of everything that the list names. */
  public static SizeEstimator of(MirrorList list) {
    return new SizeEstimator(list);
  }

  /** For tests. */
  SizeEstimator space(DiskSpace.Probe other) {
    this.space = other;
    return this;
  }

  @Override
  protected SizeEstimate work() throws IOException, InterruptedException {
    MirrorLayout layout = MirrorLayout.of(list.settings());
    int threads = list.settings().threads();
    try (TemporaryCache cache = new TemporaryCache(layout);
        Downloader downloader = Downloader.create(threads, list.settings().transport().hasty());
        Workers workers = new Workers(threads, downloader::cancel)) {
      MirrorEvents heard = counted();
      FetchContext context = new FetchContext(downloader, workers, heard, clock());
      MirrorState state = MirrorState.read(list.settings());
      List<SuiteFetch> suites = suites(state);
      ReleaseTrust trust = new ReleaseTrust(list.settings().keyrings(), clock(), events()::warning);
      new ReleaseFetcher(context, cache, trust).fetchAll(suites);
      new IndexFetcher(context, cache, OptionalIndices.of(list), IndexFetcher.Extent.PLANNED)
          .fetchAll(suites);
      return sum(context, layout, state, suites);
    }
  }

  @Override
  protected PopException failure(IOException e) {
    return new PopException(IoErrors.kind(e), IoErrors.withRemedy(e), e);
  }

  private List<SuiteFetch> suites(MirrorState state) throws IOException {
    List<SuiteFetch> suites = new ArrayList<>();
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        boolean hadRelease = state.hadRelease(repository, suite);
        Optional<ReleaseSignature> vouched =
            state
                .manifest(repository, suite)
                .flatMap(SuiteManifest::signature)
                .filter(ReleaseSignature::verified);
        suites.add(new SuiteFetch(repository, suite, Optional.empty(), hadRelease, vouched));
      }
    }
    return suites;
  }

  private SizeEstimate sum(
      FetchContext context, MirrorLayout layout, MirrorState state, List<SuiteFetch> suites)
      throws IOException, InterruptedException {
    DiskSpace disk = space.of(layout.mirrorPath());
    SpaceNeeds needs = SpaceNeeds.ofAll(layout, disk);
    SizeSum sum = new SizeSum(disk);
    for (Repository repository : list.repositories()) {
      Path root = layout.root(repository);
      MirrorPlan plan =
          new MirrorPlan(
              repository,
              ReservedPaths.of(repository, list.repositories(), root),
              list.settings().limits());
      List<SuiteFetch> mine =
          suites.stream().filter(suite -> suite.repository().equals(repository)).toList();
      List<SuiteFetch> renewed = new ArrayList<>();
      for (Map.Entry<SuiteFetch, SuitePlan> added : plan.addAll(mine, context).entrySet()) {
        sum.addSuite(root, plan, added.getValue(), added.getKey());
        if (isRenewed(state, root, added.getKey())) {
          renewed.add(added.getKey());
        }
      }
      // Which content upstream has is not asked for: the largest counts.
      plan.conflicts().forEach(conflict -> plan.settle(conflict, Set.copyOf(conflict.contents())));
      plan.compareWith(root, state.knownFiles(repository));
      UnverifiedFiles.verify(List.of(plan), context, list.settings().adoptBySize(), layout::root);
      sum.addFiles(root, plan);
      sum.addNeeds(needs.of(plan, renewed));
      keep(sum.estimate());
      checkInterrupt();
    }
    suites.forEach(suite -> suite.problems().forEach(sum::addProblem));
    return sum.estimate();
  }

  /** Whether a sync would not leave the suite as it is. */
  private static boolean isRenewed(MirrorState state, Path root, SuiteFetch fetch)
      throws IOException {
    if (state.upToDate(fetch.repository(), fetch.suite()).isEmpty()) {
      return true;
    }
    ReleaseFile offered = fetch.releases().orElseThrow().release();
    return new PublishedSuite(fetch.suite(), root)
        .readableRelease()
        .filter(published -> published.saysSameAs(offered))
        .isEmpty();
  }
}
