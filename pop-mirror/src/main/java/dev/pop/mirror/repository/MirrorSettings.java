package dev.pop.mirror.repository;

import dev.pop.core.Internal;
import dev.pop.core.http.TransportOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a mirror list, each valid.
 *
 * @param mirrorPath where archives lie, one directory per host
 * @param skelPath where indices are fetched to before they are published
 * @param varPath lock, state and scripts
 * @param cleanScript the script that frees what is no longer listed
 * @param threads how many files are fetched at a time, at least 1
 * @param contents whether {@code Contents} indices are mirrored
 * @param ignoresOptionalIndices whether indices that clients can do without may be missing
 * @param adoptBySize whether files that are there unverified are taken by their size alone
 * @param allowOlderRelease whether a Release may replace a newer one
 * @param rebuild whether a mirror that vanished as a whole is fetched anew
 * @param limits how much an archive may list
 * @param transport how files are fetched
 * @param keyrings the keys that archives may be signed with
 * @param keep how long files of older generations stay
 * @param tilde whether {@code ~} is written {@code %7E} where files are listed
 * @param atEnd what a run does when everything is published
 * @param log where the log goes
 * @param watch what is asked of the mirror's health, and where metrics go
 */
public record MirrorSettings(
    Path mirrorPath,
    Path skelPath,
    Path varPath,
    Path cleanScript,
    int threads,
    boolean contents,
    boolean ignoresOptionalIndices,
    boolean adoptBySize,
    boolean allowOlderRelease,
    boolean rebuild,
    @Internal ArchiveLimits limits,
    TransportOptions transport,
    KnownKeyrings keyrings,
    KeepRule keep,
    boolean tilde,
    AtEnd atEnd,
    LogSettings log,
    Watch watch) {

  /** Begins with the defaults of {@link Setting}. */
  public static SettingsBuilder builder() {
    return new SettingsBuilder();
  }

  /** The same settings with another way to fetch files. */
  public MirrorSettings withTransport(TransportOptions other) {
    return with(other, keyrings);
  }

  MirrorSettings withKeyrings(KnownKeyrings others) {
    return with(transport, others);
  }

  private MirrorSettings with(TransportOptions fetching, KnownKeyrings keys) {
    return new MirrorSettings(
        mirrorPath,
        skelPath,
        varPath,
        cleanScript,
        threads,
        contents,
        ignoresOptionalIndices,
        adoptBySize,
        allowOlderRelease,
        rebuild,
        limits,
        fetching,
        keys,
        keep,
        tilde,
        atEnd,
        log,
        watch);
  }

  /**
   * What a run does when everything is published.
   *
   * @param fileLists whether {@code ALL}, {@code NEW}, {@code MD5}, {@code SHA1} and {@code SHA256}
   *     are written
   * @param autoclean whether what is no longer listed is removed, instead of by the clean script
   * @param wipeGuard how much of an archive may be removed, by the run or by the clean script
   * @param postMirror the script to run, if any
   */
  public record AtEnd(
      boolean fileLists,
      boolean autoclean,
      @Internal WipeGuard wipeGuard,
      Optional<PostMirror> postMirror) {}

  /**
   * The script that runs after a mirror was brought up to date.
   *
   * @param script where it lies
   * @param named whether a line of the list names it, so that it must be there
   * @param environment every setting as {@code APT_MIRROR_NAME}, but for those that hold secrets
   */
  public record PostMirror(Path script, boolean named, Map<String, String> environment) {
    public PostMirror {
      environment = Map.copyOf(environment);
    }
  }

  /**
   * What is asked of the mirror's health, and where metrics go.
   *
   * @param maxAge how long ago the last complete run of a suite may be
   * @param integrityRound how long it may take until every file was hashed again
   * @param presence how often a run looks whether every published file is there
   * @param metricsFile where metrics are written for node_exporter, if anywhere
   */
  public record Watch(
      Duration maxAge, Duration integrityRound, Duration presence, Optional<Path> metricsFile) {}
}
