package dev.pop.cli;

import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.store.MirrorLockedException;
import java.io.IOException;

/** {@code pop estimate}. */
@Parameters(commandDescription = "estimate the size of the mirror before it is fetched")
final class EstimateCommand implements Command {
  @ParametersDelegate final ListOptions options = new ListOptions();

  @Override
  public int run(Session session) throws PopException, IOException, InterruptedException {
    MirrorList list = list(session);
    SizeEstimate estimate = start(session, list).result();
    session.result(estimate, words(estimate));
    return estimate.problems().isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL;
  }

  static Job<SizeEstimate> start(Session session, MirrorList list) throws MirrorLockedException {
    return session
        .jobs()
        .start(
            Job.Kind.ESTIMATE,
            list.settings(),
            progress ->
                SizeEstimator.of(list).progress(progress).events(session.listeners(progress)));
  }

  private MirrorList list(Session session) throws UsageException, MirrorListException, IOException {
    if (!options.isGiven()) {
      return session.list();
    }
    PopPaths paths = session.options().paths();
    return MirrorList.of(options.spec(paths, session.surroundings().in()), session.clock())
        .withKeyrings(paths.trustedKeys());
  }

  static String words(SizeEstimate estimate) {
    StringBuilder words = new StringBuilder();
    estimate
        .repositories()
        .forEach(
            suite ->
                words.append(
                    String.format(
                        "%10s %8d packages  %s %s [%s]%n",
                        ByteSize.iec(suite.poolBytes()),
                        suite.packages(),
                        suite.repository(),
                        suite.suite(),
                        String.join(",", suite.architectures()))));
    words
        .append("packages:    ")
        .append(estimate.packages())
        .append(" in ")
        .append(ByteSize.iec(estimate.poolBytes()))
        .append("\nwith indices: ")
        .append(ByteSize.iec(estimate.totalBytes()))
        .append(", on this disk ")
        .append(ByteSize.iec(estimate.allocatedBytes()))
        .append("\nto download: ")
        .append(ByteSize.iec(estimate.downloadBytes()))
        .append(" (")
        .append(ByteSize.iec(estimate.heldBytes()))
        .append(" are there already)\nfree:        ")
        .append(ByteSize.iec(estimate.availableBytes()))
        .append(estimate.fits() ? ", it fits" : ", it does NOT fit");
    if (!estimate.problems().isEmpty()) {
      words
          .append("\nincomplete: ")
          .append(estimate.problems().size())
          .append(" problems, see above");
    }
    return words.toString();
  }
}
