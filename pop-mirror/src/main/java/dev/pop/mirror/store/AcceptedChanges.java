package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.util.List;

/**
 * What an administrator lets the next Release of a suite change, which is refused else. It holds
 * until such a Release is published.
 */
@Internal
public final class AcceptedChanges {
  private final LineSet releaseInfo;
  private final LineSet keys;

  AcceptedChanges(MirrorLayout layout) {
    this.releaseInfo = new LineSet(layout.acceptedReleaseInfo());
    this.keys = new LineSet(layout.acceptedKeys());
  }

  /** Whether Origin, Label, Suite and Codename may be others. */
  public boolean isReleaseInfo(Repository repository, Suite suite) throws IOException {
    return releaseInfo.read().contains(place(repository, suite));
  }

  /** Lets Origin, Label, Suite and Codename be others. */
  public void acceptReleaseInfo(Repository repository, Suite suite) throws IOException {
    releaseInfo.add(List.of(place(repository, suite)));
  }

  /** Fingerprints of the primary keys that may sign it too. */
  public List<String> keys(Repository repository, Suite suite) throws IOException {
    String prefix = place(repository, suite) + " ";
    return keys.read().stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  /**
   * Lets a key sign it.
   *
   * @param fingerprint of the primary key, in upper-case hexadecimal digits
   */
  public void acceptKey(Repository repository, Suite suite, String fingerprint) throws IOException {
    keys.add(List.of(place(repository, suite) + " " + fingerprint));
  }

  /** Takes everything back: the Release is published. */
  void published(Repository repository, Suite suite) throws IOException {
    releaseInfo.removeIf(place(repository, suite)::equals);
    keys.removeIf(line -> line.startsWith(place(repository, suite) + " "));
  }

  private static String place(Repository repository, Suite suite) {
    return repository.diskPath() + " " + suite.name();
  }
}
