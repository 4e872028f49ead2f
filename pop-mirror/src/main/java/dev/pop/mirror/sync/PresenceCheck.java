package dev.pop.mirror.sync;

import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.SuiteManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks now and then whether the published files of a suite are there with their sizes, though
 * upstream has not changed. What is not there is forgotten, so that the run fetches it again.
 */
final class PresenceCheck {
  private final MirrorStore store;
  private final MirrorEvents events;
  private final Duration every;
  private final Instant now;

  /**
   * @param every how long a look holds
   */
  PresenceCheck(MirrorStore store, MirrorEvents events, Duration every, Instant now) {
    this.store = store;
    this.events = events;
    this.every = every;
    this.now = now;
  }

  /** Forgets what health checks found missing or corrupt, so that the run mends it. */
  void takeOverFaults(List<Repository> repositories) throws IOException {
    Path file = store.layout().health();
    HealthState memory = HealthState.read(file, now, warning -> {});
    if (memory.faults.isEmpty()) {
      return;
    }
    for (Repository repository : repositories) {
      for (Suite suite : repository.suites()) {
        String name = IntegritySample.name(repository, suite);
        Set<String> faulty = new HashSet<>();
        memory.faults.keySet().stream()
            .filter(place -> place.suite().equals(name))
            .forEach(place -> faulty.add(place.path()));
        if (!faulty.isEmpty()) {
          store.state().forget(repository, suite, faulty::contains);
        }
      }
    }
    memory.faults.clear();
    memory.write(file);
  }

  /** Looks at a suite, if that is due. */
  void look(Repository repository, Suite suite) throws IOException {
    Optional<SuiteManifest> manifest = store.state().manifest(repository, suite);
    if (manifest.isEmpty() || !manifest.get().complete() || !isDue(manifest.get())) {
      return;
    }
    Optional<FileTable> files = store.state().publishedFiles(repository, suite);
    if (files.isEmpty()) {
      return;
    }
    Path root = store.root(repository);
    Set<String> gone = new HashSet<>();
    String first = "";
    for (int id = 0; id < files.get().count(); id++) {
      String path = files.get().path(id);
      if (FileContent.compareSize(root.resolve(path), files.get().size(id))
          != FileContent.Match.SAME) {
        first = gone.isEmpty() ? path : first;
        gone.add(path);
      }
    }
    if (gone.isEmpty()) {
      store.state().present(repository, suite, now);
      return;
    }
    store.state().forget(repository, suite, gone::contains);
    events.warning(
        suite
            + ": "
            + (gone.size() == 1 ? "1 published file is" : gone.size() + " published files are")
            + " missing or of another size, such as "
            + first
            + "; this run fetches what is missing");
  }

  /** A time in the future, as after the clock was wrong, says nothing. */
  private boolean isDue(SuiteManifest manifest) {
    Instant last = manifest.lastPresent();
    return last.isAfter(now) || !now.isBefore(last.plus(every));
  }
}
