package dev.pop.mirror.sync;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchException.Fault;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives an archive up when asking for the next file is no use: one message instead of ten thousand.
 * Safe for use by several threads.
 */
final class ArchiveBreaker {
  /** Refusals of who we are, which no other file will change. */
  private static final Set<Fault> REFUSES_ALL =
      Set.of(Fault.UNAUTHORIZED, Fault.PROXY_REFUSED, Fault.DISTRUSTED);

  /** An outage rather than bad luck with single files. */
  private static final Set<Fault> FAILS =
      Set.of(Fault.UNREACHABLE, Fault.BROKEN_OFF, Fault.TIMED_OUT, Fault.UNAVAILABLE);

  /** So many files in a row that failed, each after all its attempts. */
  private static final int FAILURES_IN_A_ROW = 10;

  private final Map<ArchiveUrl, Integer> failures = new ConcurrentHashMap<>();
  private final Set<ArchiveUrl> stopped = ConcurrentHashMap.newKeySet();

  /** Whether no more files of the archive are asked for. */
  boolean isStopped(ArchiveUrl archive) {
    return stopped.contains(archive);
  }

  /** A file came. */
  void succeeded(ArchiveUrl archive) {
    failures.remove(archive);
  }

  /**
   * A file failed.
   *
   * @return what to say of it; empty when the archive was given up before
   */
  Optional<String> failed(ArchiveUrl archive, FetchException e) {
    boolean stops =
        REFUSES_ALL.contains(e.fault())
            || (FAILS.contains(e.fault())
                && failures.merge(archive, 1, Integer::sum) >= FAILURES_IN_A_ROW);
    if (!stops) {
      return Optional.of(e.reason());
    }
    return stopped.add(archive)
        ? Optional.of(e.reason() + "; no more files of this archive are asked for")
        : Optional.empty();
  }
}
