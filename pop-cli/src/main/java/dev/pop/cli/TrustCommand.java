package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code pop trust}. */
@Parameters(
    commandDescription = "accept what a suite's next Release is signed by or says of itself")
final class TrustCommand implements Command {
  @Parameter(description = "URL SUITE")
  List<String> suite = new ArrayList<>();

  @Parameter(
      names = "--accept-release-info",
      description = "let the next Release have another Origin, Label, Suite or Codename")
  boolean acceptReleaseInfo;

  @Override
  public int run(Session session)
      throws UsageException, MirrorListException, MirrorLockedException, IOException {
    if (suite.size() != 2 || !acceptReleaseInfo) {
      throw new UsageException("trust needs URL SUITE --accept-release-info");
    }
    MirrorList list = session.list();
    String url = suite.get(0).replaceFirst("/*$", "");
    for (Repository repository : list.repositories()) {
      for (Suite each : repository.suites()) {
        if (each.archive().location().equals(url) && each.name().equals(suite.get(1))) {
          try (MirrorStore store = MirrorStore.open(list.settings())) {
            store.state().accept(repository, each);
          }
          session.result(
              Map.of("repository", url, "suite", each.name(), "accepted", "release_info"),
              each + ": the next Release may have another Origin, Label, Suite or Codename");
          return ExitCode.DONE;
        }
      }
    }
    throw new UsageException(
        session.options().mirrorListFile()
            + " has no suite "
            + suite.get(1)
            + " of "
            + url
            + "; 'pop health' lists the suites");
  }
}
