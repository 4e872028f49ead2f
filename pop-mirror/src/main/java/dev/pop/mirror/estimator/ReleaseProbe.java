package dev.pop.mirror.estimator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.RemoteFile;
import dev.pop.mirror.estimator.ProbeResult.Result;
import dev.pop.mirror.plan.UnreleasedIndices;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks for the {@code InRelease}, else the {@code Release}, of one suite; where it has neither, for
 * the indices that a sync would mirror without one.
 */
final class ReleaseProbe {
  private static final long MAX_RELEASE_BYTES = 64L << 20;
  private static final int HEAD_BYTES = 512;

  /**
   * What came of it.
   *
   * @param release present exactly when the result is no fault; of a suite without one, what it
   *     would say of the indices
   */
  record Answer(Suite suite, ProbeResult result, Optional<ReleaseFile> release) {
    Answer with(Result other, String reason) {
      return new Answer(suite, result.with(other, reason), release);
    }
  }

  private final Downloader downloader;
  private final Suite suite;

  ReleaseProbe(Downloader downloader, Suite suite) {
    this.downloader = downloader;
    this.suite = suite;
  }

  /**
   * Asks.
   *
   * @param file a name for what comes
   * @throws IOException if {@code file} cannot be written or read
   */
  Answer ask(Path file) throws IOException, InterruptedException {
    RemoteFile inRelease = remote("InRelease");
    try {
      downloader.fetch(inRelease, file);
    } catch (FetchException e) {
      return e.mayBeAbsent() ? askForRelease(file) : failed(e);
    }
    return read(inRelease, file, true);
  }

  /** As for a sync, what the server says of Release decides where InRelease may be absent. */
  private Answer askForRelease(Path file) throws IOException, InterruptedException {
    RemoteFile release = remote("Release");
    try {
      downloader.fetch(release, file);
    } catch (FetchException e) {
      return e.mayBeAbsent() ? askForIndices(e, file) : failed(e);
    }
    return read(release, file, false);
  }

  /** As a sync, which mirrors a suite without a Release unless the list wants it signed. */
  private Answer askForIndices(FetchException refusal, Path file)
      throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    List<ReleaseEntry> found = new ArrayList<>();
    if (!suite.trust().requiresSignature()) {
      try {
        if (fetched(remote("Release.gpg"), file)) {
          return failed(
              remote("Release.gpg"),
              Result.DAMAGED,
              "Release.gpg is there, but the Release that it signs is not");
        }
        for (String stem : UnreleasedIndices.stems(suite)) {
          index(stem, file).ifPresentOrElse(found::add, () -> missing.add(stem));
        }
      } catch (FetchException e) {
        return failed(e);
      }
    }
    RemoteFile release = remote("Release");
    if (found.isEmpty()) {
      return refusal.fault() == FetchException.Fault.MISSING
          ? failed(
              release,
              Result.WRONG_SUITE,
              "neither InRelease nor Release is there (404), though the host answers: wrong suite,"
                  + " or wrong path in the URL")
          : failed(refusal);
    }
    return missing.isEmpty()
        ? new Answer(
            suite,
            result(release, Result.OK, "no Release is there, but every index that is wanted"),
            Optional.of(ReleaseFile.listing(found)))
        : failed(
            release,
            Result.LACKING,
            "no Release is there, and in no form " + String.join(", ", missing));
  }

  /** The first form of an index that is there. */
  private Optional<ReleaseEntry> index(String stem, Path file)
      throws FetchException, IOException, InterruptedException {
    for (String path : UnreleasedIndices.forms(stem)) {
      if (fetched(UnreleasedIndices.remote(suite, path), file)) {
        return Optional.of(UnreleasedIndices.entry(path, file));
      }
    }
    return Optional.empty();
  }

  /** Whether a file was there. */
  private boolean fetched(RemoteFile remote, Path file)
      throws FetchException, IOException, InterruptedException {
    try {
      downloader.fetch(remote, file);
      return true;
    } catch (FetchException e) {
      if (e.mayBeAbsent()) {
        return false;
      }
      throw e;
    }
  }

  private RemoteFile remote(String name) {
    return RemoteFile.upTo(suite.archive().upstreams(), suite.resolve(name), MAX_RELEASE_BYTES);
  }

  private Answer read(RemoteFile remote, Path file, boolean clearsigned) throws IOException {
    byte[] text = Files.readAllBytes(file);
    try {
      ReleaseFile release =
          clearsigned ? ReleaseFile.parseInRelease(text) : ReleaseFile.parse(text);
      return new Answer(
          suite, result(remote, Result.OK, "the Release is there"), Optional.of(release));
    } catch (FormatException e) {
      String head =
          new String(text, 0, Math.min(text.length, HEAD_BYTES), ISO_8859_1).stripLeading();
      return failed(
          remote,
          Result.NOT_A_RELEASE,
          head.startsWith("<")
              ? "the server answers with HTML in place of a Release (a log-in or error page?)"
              : "what the server answers is no Release: " + e.getMessage());
    }
  }

  private Answer failed(FetchException e) {
    return new Answer(
        suite, new ProbeResult(suite, e.url(), ProbeFailure.of(e), e.reason()), Optional.empty());
  }

  private Answer failed(RemoteFile remote, Result result, String reason) {
    return new Answer(suite, result(remote, result, reason), Optional.empty());
  }

  private ProbeResult result(RemoteFile remote, Result result, String reason) {
    return new ProbeResult(suite, remote.location(), result, reason);
  }
}
