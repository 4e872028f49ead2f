package dev.pop.mirror.estimator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.RemoteFile;
import dev.pop.mirror.estimator.ProbeResult.Result;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Asks for the {@code InRelease}, else the {@code Release}, of one suite. */
final class ReleaseProbe {
  private static final long MAX_RELEASE_BYTES = 64L << 20;
  private static final int HEAD_BYTES = 512;

  /**
   * What came of it.
   *
   * @param release present exactly when the result is no fault
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
      return e.mayBeAbsent()
          ? askForRelease(file)
          : failed(inRelease, ProbeFailure.of(e), e.reason());
    }
    return read(inRelease, file, true);
  }

  /** As for a sync, what the server says of Release decides where InRelease may be absent. */
  private Answer askForRelease(Path file) throws IOException, InterruptedException {
    RemoteFile release = remote("Release");
    try {
      downloader.fetch(release, file);
    } catch (FetchException e) {
      return e.fault() == FetchException.Fault.MISSING
          ? failed(
              release,
              Result.WRONG_SUITE,
              "neither InRelease nor Release is there (404), though the host answers: wrong suite,"
                  + " or wrong path in the URL")
          : failed(release, ProbeFailure.of(e), e.reason());
    }
    return read(release, file, false);
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

  private Answer failed(RemoteFile remote, Result result, String reason) {
    return new Answer(suite, result(remote, result, reason), Optional.empty());
  }

  private ProbeResult result(RemoteFile remote, Result result, String reason) {
    return new ProbeResult(suite, remote.location(), result, reason);
  }
}
