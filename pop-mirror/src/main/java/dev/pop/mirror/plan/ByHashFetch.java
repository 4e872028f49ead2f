package dev.pop.mirror.plan;

import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.RemoteFile;
import dev.pop.mirror.repository.ByHash;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;

/** Fetches a form of an index by its digest where that is offered, and else by its name. */
public final class ByHashFetch {
  private ByHashFetch() {}

  /** Asks upstream for one file. */
  @FunctionalInterface
  public interface Request {
    FetchedFile fetch(RemoteFile file) throws FetchException, IOException, InterruptedException;
  }

  /**
   * Fetches the form. A server that answers anything but the file under its digest is asked for its
   * name, as apt does.
   *
   * @param release says whether upstream offers files under their digests
   * @throws FetchException if it cannot be had under its name
   */
  public static FetchedFile fetch(
      Suite suite, ReleaseFile release, ReleaseEntry form, Request request)
      throws FetchException, IOException, InterruptedException {
    RemoteFile file =
        RemoteFile.exactly(
            suite.archive().upstreams(), suite.resolve(form.path()), form.size(), form.strongest());
    ByHash byHash = suite.wanted().byHash();
    if (byHash == ByHash.ALWAYS || (byHash == ByHash.WHERE_OFFERED && release.acquireByHash())) {
      try {
        return request.fetch(file.at(suite.resolve(form.byHashPath(form.strongest()))));
      } catch (FetchException e) {
        if (!e.isAnswer()) {
          throw e;
        }
      }
    }
    return request.fetch(file);
  }
}
