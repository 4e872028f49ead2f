package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchivePath;
import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;

/**
 * Where everything of a mirror lies. It only names paths.
 *
 * @param mirrorPath what web servers serve: one directory per host
 * @param skelPath indices as fetched
 * @param varPath lock, state, scripts
 */
@Internal
public record MirrorLayout(Path mirrorPath, Path skelPath, Path varPath) {
  static final String MANIFEST = ".manifest";
  static final String UNPUBLISHED = ".unpublished";
  static final String RETIRED = ".retired";

  /** What is remembered of each suite. */
  static final List<String> OF_A_SUITE = List.of(MANIFEST, UNPUBLISHED, RETIRED);

  public static MirrorLayout of(MirrorSettings settings) {
    return new MirrorLayout(settings.mirrorPath(), settings.skelPath(), settings.varPath());
  }

  /** Whether published indices are links to the skeleton's: both are on one file system. */
  boolean linksIndices() throws IOException {
    return DiskSpace.isShared(mirrorPath, skelPath);
  }

  /** The archive's directory in the mirror. */
  public Path root(Repository repository) {
    return mirrorPath.resolve(repository.diskPath());
  }

  /** What is published of a suite. */
  public PublishedSuite published(Repository repository, Suite suite) {
    return new PublishedSuite(suite, root(repository));
  }

  /** The archive's directory in the skeleton. */
  public Path skeleton(Repository repository) {
    return skelPath.resolve(repository.diskPath());
  }

  /** The lock that every run on this mirror holds, under the Perl program's name. */
  public Path lock() {
    return varPath.resolve("apt-mirror.lock");
  }

  /** What the published generation of a suite needs. */
  public Path manifest(Repository repository, Suite suite) {
    return ofSuite(repository, suite, MANIFEST);
  }

  /** Pool files that a run without a complete end has verified for a suite. */
  public Path unpublished(Repository repository, Suite suite) {
    return ofSuite(repository, suite, UNPUBLISHED);
  }

  /** What older generations of a suite named, and the published one does not. */
  public Path retired(Repository repository, Suite suite) {
    return ofSuite(repository, suite, RETIRED);
  }

  /** Names the generations that are being published: what a crash in the middle leaves. */
  Path publishing() {
    return own().resolve("publishing");
  }

  /** Names the archives of which a run fetches files, until it has come to its end. */
  Path unfinished() {
    return own().resolve("unfinished");
  }

  /** Suites whose next Release may be another's, one a line. */
  Path acceptedReleaseInfo() {
    return own().resolve("accepted-release-info");
  }

  /** Keys that may sign the next Release of a suite, one a line. */
  Path acceptedKeys() {
    return own().resolve("accepted-keys");
  }

  /** The run that holds the lock, or held it when it was killed. */
  Path runFile() {
    return own().resolve("run.json");
  }

  /** What is asked of the run that holds the lock. */
  Path runControl() {
    return own().resolve("control");
  }

  /** What archives said to their credentials last. */
  public Path credentials() {
    return own().resolve("credentials");
  }

  /** A text that changes whenever something is published. */
  public Path edition() {
    return own().resolve("edition");
  }

  /** What the mirror list asked for when the clean script was made. */
  public Path cleanedFor() {
    return own().resolve("cleaned-for");
  }

  /** What the mirror list asked for when the file lists were written. */
  public Path listedFor() {
    return own().resolve("listed-for");
  }

  /** The reports of the last runs. */
  public Path reports() {
    return varPath.resolve("reports");
  }

  /** What is counted from one run to the next. */
  public Path runMetrics() {
    return own().resolve("metrics-runs");
  }

  /** What the last health check found, as metrics. */
  public Path healthMetrics() {
    return own().resolve("metrics-health");
  }

  /** What the last health checks found, and how far the present one has come. */
  public Path health() {
    return own().resolve("health");
  }

  /** What runs remember, for no other program. */
  public Path own() {
    return varPath.resolve("pop");
  }

  Path manifests() {
    return own().resolve("manifests");
  }

  /** Files on their way into the mirror, on its file system. */
  Path mirrorStaging() {
    return mirrorPath.resolve(ArchivePath.OWN_PREFIX);
  }

  /** Files on their way into the skeleton, on its file system. */
  Path skelStaging() {
    return skelPath.resolve(ArchivePath.OWN_PREFIX);
  }

  private Path ofSuite(Repository repository, Suite suite, String ending) {
    String directory = suite.directory().isEmpty() ? "." : suite.directory();
    return ofSuite(repository.diskPath(), directory, ending);
  }

  /** What is remembered of the suite in a directory of an archive. */
  Path ofSuite(String diskPath, String directory, String ending) {
    return manifests().resolve(URLEncoder.encode(diskPath + " " + directory, UTF_8) + ending);
  }
}
