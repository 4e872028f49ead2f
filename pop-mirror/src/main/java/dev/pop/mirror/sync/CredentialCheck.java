package dev.pop.mirror.sync;

import dev.pop.core.http.FetchException;
import dev.pop.core.http.RemoteFile;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.SuiteIds;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.Archive;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries the credentials of each archive at a pool file once a day, without taking its body, and
 * remembers the answer: the indices of Ubuntu Pro are open to all, so that a run with nothing to do
 * would not notice that a token has ended.
 */
final class CredentialCheck {
  private static final Duration EVERY = Duration.ofDays(1);

  private final FetchContext context;
  private final MirrorStore store;
  private final Instant now;

  CredentialCheck(FetchContext context, MirrorStore store, Instant now) {
    this.context = context;
    this.store = store;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Tries those that are due. A server that does not answer says nothing of them. */
  void call(List<Repository> repositories) throws IOException, InterruptedException {
    Map<Archive, RemoteFile> due = new LinkedHashMap<>();
    Path file = store.layout().credentials();
    CredentialState memory = CredentialState.read(file);
    for (Repository repository : repositories) {
      for (Suite suite : repository.suites()) {
        Archive archive = suite.archive();
        if (archive.address().credentials().isPresent()
            && !due.containsKey(archive)
            && isDue(memory.answer(archive))) {
          poolFile(repository, suite).ifPresent(pooled -> due.put(archive, pooled));
        }
      }
    }
    if (due.isEmpty()) {
      return;
    }
    for (Map.Entry<Archive, RemoteFile> each : due.entrySet()) {
      boolean opened = context.hasOpened(each.getKey().id());
      (opened ? Optional.of("") : ask(each.getKey(), each.getValue()))
          .ifPresent(
              problem -> memory.put(each.getKey(), new CredentialState.Answer(now, problem)));
    }
    memory.write(file);
  }

  private boolean isDue(Optional<CredentialState.Answer> last) {
    return last.isEmpty()
        || !last.get().problem().isEmpty()
        || last.get().when().isAfter(now)
        || !now.isBefore(last.get().when().plus(EVERY));
  }

  /** A published file of the suite outside its own directory. */
  private Optional<RemoteFile> poolFile(Repository repository, Suite suite) throws IOException {
    Optional<FileTable> published = store.state().publishedFiles(repository, suite);
    FileTable files = published.orElseGet(FileTable::new);
    for (int id = files.count() - 1; id >= 0; id--) {
      if (!files.path(id).startsWith(suite.directory() + "/")) {
        long size = files.size(id);
        return Optional.of(RemoteFile.ofSize(suite.archive().upstreams(), files.path(id), size));
      }
    }
    return Optional.empty();
  }

  /** The problem, empty if there is none; nothing if that is not known. */
  private Optional<String> ask(Archive archive, RemoteFile pooled) throws InterruptedException {
    SuiteId id = SuiteIds.of(archive);
    try {
      context.fetching(Stage.ARCHIVE, id, pooled.path()).probe(pooled);
      return Optional.of("");
    } catch (FetchException e) {
      return switch (e.fault()) {
        case UNAUTHORIZED, FORBIDDEN -> {
          context.events().warning("the credentials of " + archive + " are refused: " + e.reason());
          yield Optional.of(e.reason());
        }
        default -> Optional.empty();
      };
    }
  }
}
