package dev.pop.mirror.setup;

import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.io.IoErrors;
import dev.pop.core.pro.AuthEntry;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.MirrorListSpec;
import dev.pop.mirror.repository.Strictness;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a setup will write, worked out and checked before the first file is touched.
 *
 * @param documents contract and tokens
 * @param spec what the list shall name
 * @param listText the list as it will be written
 * @param ownLines how many lines of it are the owner's
 * @param services chosen ones that exist in the catalogue
 * @param entries apt's credentials for them
 * @param former those that the last setup wrote
 * @param rc the content of {@code pop.rc}
 */
record SetupPlan(
    ProDocuments documents,
    MirrorListSpec spec,
    Secret listText,
    int ownLines,
    List<ProService> services,
    List<AuthEntry> entries,
    List<AuthEntry> former,
    Map<String, String> rc) {

  static SetupPlan of(PopPaths paths, SetupAnswers answers, ProDocuments documents, Clock clock)
      throws SetupException, MirrorListException {
    MirrorListSpec spec = spec(paths, answers, documents);
    String made = MirrorList.render(spec, clock);
    List<AuthEntry> entries = entries(parse(made, paths));
    Optional<String> before = madeBefore(paths);
    ListText.Merged list = ListText.merge(held(paths), before, made);
    parse(list.text(), paths);
    return new SetupPlan(
        documents,
        spec,
        Secret.of(list.text()),
        list.ownLines(),
        spec.entitlements().stream().map(ServiceCatalogue::find).flatMap(Optional::stream).toList(),
        entries,
        before.isEmpty() ? List.of() : entries(parse(before.get(), paths)),
        SetupAnswers.rc(paths, spec, answers));
  }

  private static MirrorListSpec spec(PopPaths paths, SetupAnswers answers, ProDocuments documents)
      throws SetupException {
    MirrorListSpec.Builder spec = answers.spec(paths).tokens(documents.tokens());
    documents.contract().ifPresent(spec::contract);
    return spec.build();
  }

  /** apt takes one credential per place, so two services cannot share one with two tokens. */
  private static List<AuthEntry> entries(MirrorList list) throws SetupException {
    Map<String, AuthEntry> byLocation = new LinkedHashMap<>();
    for (Suite suite : list.suites()) {
      Optional<ArchiveUrl.Credentials> credentials = suite.archive().address().credentials();
      if (credentials.isPresent()) {
        AuthEntry entry = new AuthEntry(suite.archive().address(), credentials.get());
        AuthEntry before = byLocation.put(entry.location(), entry);
        if (before != null && !before.credentials().equals(entry.credentials())) {
          throw new SetupException(
              "two services have their archive at " + entry.location() + " and different tokens");
        }
      }
    }
    return List.copyOf(byLocation.values());
  }

  /** The list as its owner left it; blank when there is none. */
  private static String held(PopPaths paths) throws SetupException {
    Path file = paths.mirrorList();
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new SetupException(IoErrors.describe(e));
    }
  }

  private static Optional<String> madeBefore(PopPaths paths) throws SetupException {
    if (!Files.exists(paths.rcFile())) {
      return Optional.empty();
    }
    try {
      SetupAnswers answers = new SetupAnswers(RcFile.read(paths.rcFile()));
      MirrorListSpec spec = spec(paths, answers, ProDocuments.held(paths));
      // long ago no contract had ended yet
      return Optional.of(MirrorList.render(spec, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));
    } catch (IOException e) {
      throw new SetupException(IoErrors.describe(e));
    } catch (SetupException | MirrorListException e) {
      return Optional.empty(); // what is held is damaged, and replaced by this setup
    }
  }

  /** What it would be refused for by a run, the check of the list says later. */
  private static MirrorList parse(String text, PopPaths paths) throws MirrorListException {
    return MirrorList.parse(text, paths.mirrorList().toString(), Strictness.SHOW);
  }
}
