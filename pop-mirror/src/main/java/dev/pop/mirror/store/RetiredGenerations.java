package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.mirror.repository.KeepRule;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What older generations of suites named and the published ones do not: it stays for a while. */
@Internal
public final class RetiredGenerations {
  private final MirrorLayout layout;
  private final KeepRule rule;

  RetiredGenerations(MirrorLayout layout, KeepRule rule) {
    this.layout = layout;
    this.rule = rule;
  }

  /** When files of an older generation may go next, for their age alone. */
  public Optional<Instant> nextRelease(Repository repository, Instant now) throws IOException {
    Optional<Instant> next = Optional.empty();
    for (Suite suite : repository.suites()) {
      Optional<Instant> change = of(repository, suite).nextChange(rule, now);
      next = Stream.of(next, change).flatMap(Optional::stream).min(Instant::compareTo);
    }
    return next;
  }

  /**
   * Until when clients may be at work with a generation of which nobody knows what it named: one
   * that another program published, or of which the memory was lost.
   */
  public Optional<Instant> unknownUntil(Repository repository, Instant now) throws IOException {
    Optional<Instant> until = Optional.empty();
    for (Suite suite : repository.suites()) {
      Optional<Instant> mine = of(repository, suite).unknownUntil(rule, now);
      until = Stream.of(until, mine).flatMap(Optional::stream).max(Instant::compareTo);
    }
    return until;
  }

  RetiredFiles of(Repository repository, Suite suite) throws IOException {
    return RetiredFiles.read(layout.retired(repository, suite));
  }

  /** The paths that are kept still. */
  Stream<String> kept(Repository repository, Suite suite, Instant now) throws IOException {
    return of(repository, suite).kept(rule, now);
  }

  /** Remembers {@code files}, without those that need not be kept any more. */
  void write(RetiredFiles files, Instant now) throws IOException {
    files.write(rule, now);
  }
}
