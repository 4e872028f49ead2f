package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.google.common.base.CharMatcher;
import dev.pop.core.apt.FormatException;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.report.JsonForm;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.AcceptedChanges;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code pop trust}. */
@Parameters(commandDescription = "accept a new signing key or new release information of a suite")
final class TrustCommand implements Command {
  private static final Pattern FINGERPRINT = Pattern.compile("(?:[0-9A-F]{40}|[0-9A-F]{64})");

  @Parameter(description = "URL SUITE")
  List<String> suite = new ArrayList<>();

  @Parameter(
      names = "--accept-release-info",
      description = "accept a changed Origin, Label, Suite or Codename in the next Release")
  boolean acceptReleaseInfo;

  @Parameter(
      names = "--accept-key",
      placeholder = "FINGERPRINT",
      description = "accept the key with this fingerprint for the next Release")
  @Nullable String acceptKey;

  @Override
  public int run(Session session)
      throws UsageException, MirrorListException, MirrorLockedException, IOException {
    if (suite.size() != 2 || (acceptKey == null) != acceptReleaseInfo) {
      throw new UsageException(
          "trust needs URL SUITE, and either --accept-key FINGERPRINT or --accept-release-info");
    }
    MirrorList list = session.ownedList();
    Optional<String> key = key(list);
    String url = suite.get(0).replaceFirst("/*$", "");
    for (Repository repository : list.repositories()) {
      for (Suite each : repository.suites()) {
        if (each.archive().location().equals(url) && each.name().equals(suite.get(1))) {
          accept(list, repository, each, key);
          session.result(answer(each, key), words(each, key));
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

  /** The fingerprint, of a key without which no signature could be checked. */
  private Optional<String> key(MirrorList list) throws UsageException, FormatException {
    if (acceptKey == null) {
      return Optional.empty();
    }
    String key = CharMatcher.whitespace().removeFrom(acceptKey).toUpperCase(Locale.ROOT);
    if (!FINGERPRINT.matcher(key).matches()) {
      throw new UsageException("--accept-key needs a whole fingerprint, 40 or 64 digits");
    }
    ReleaseTrust trust =
        new ReleaseTrust(list.settings().keyrings(), Clock.systemUTC(), warning -> {});
    if (trust.keyringsOf(key).isEmpty()) {
      throw new UsageException(
          "--accept-key: no keyring of this system has the key "
              + key
              + "; copy its keyring to /etc/apt/trusted.gpg.d, or name it with signed-by in the"
              + " mirror list");
    }
    return Optional.of(key);
  }

  private static void accept(
      MirrorList list, Repository repository, Suite each, Optional<String> key)
      throws MirrorLockedException, IOException {
    try (MirrorStore store = MirrorStore.open(list.settings())) {
      AcceptedChanges accepted = store.state().accepted();
      if (key.isPresent()) {
        accepted.acceptKey(repository, each, key.get());
      } else {
        accepted.acceptReleaseInfo(repository, each);
      }
    }
  }

  private static JsonForm answer(Suite each, Optional<String> key) {
    return json ->
        json.put("archive", each.archive().id())
            .put("repository", each.archive().location())
            .put("suite", each.name())
            .put("accepted", key.isPresent() ? "key" : "release_info")
            .put("key", key);
  }

  private static String words(Suite each, Optional<String> key) {
    return key.map(fingerprint -> each + ": key " + fingerprint + " may sign the next Release")
        .orElse(each + ": the next Release may have another Origin, Label, Suite or Codename");
  }
}
