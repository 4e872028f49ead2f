package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Paths of one archive that are not for package files: the directories of its suites, what their
 * Releases list, and the directories of other archives that lie inside this one. A package file may
 * lie below a suite's directory, as some vendors have it, but in the place of nothing else.
 *
 * <p>Not safe for use by several threads.
 */
public final class ReservedPaths {
  private final Repository repository;
  private final Optional<Path> root;

  /** Other archives inside this one: directory below this one's base, and name. */
  private final Map<String, String> nested = new HashMap<>();

  /** What every path in question begins with. */
  private final List<byte[]> beginnings;

  private final Map<Suite, ReleaseFile> fetched = new HashMap<>();
  private final Map<Suite, Listed> listed = new HashMap<>();

  /**
   * What a suite's Release lists, by path below the archive's base, and the directories of that.
   */
  private record Listed(Map<String, ReleaseEntry> files, Set<String> directories) {}

  private ReservedPaths(Repository repository, List<Repository> all, Optional<Path> root) {
    this.repository = repository;
    this.root = root;
    String inside = repository.diskPath() + "/";
    all.stream()
        .map(Repository::diskPath)
        .filter(other -> other.startsWith(inside))
        .forEach(other -> nested.put(other.substring(inside.length()), other));
    this.beginnings =
        Stream.concat(repository.suites().stream().map(Suite::directory), nested.keySet().stream())
            .map(path -> path.replaceFirst("/.*", ""))
            .distinct()
            .map(segment -> segment.getBytes(UTF_8))
            .toList();
  }

  /**
   * What is reserved in an archive of which nothing is published yet, or where that does not
   * matter.
   *
   * @param all the archives of the list
   */
  public static ReservedPaths of(Repository repository, List<Repository> all) {
    return new ReservedPaths(repository, all, Optional.empty());
  }

  /**
   * What is reserved in an archive of a mirror.
   *
   * @param all the archives of the list
   * @param root where the archive's published suites lie
   */
  public static ReservedPaths of(Repository repository, List<Repository> all, Path root) {
    return new ReservedPaths(repository, all, Optional.of(root));
  }

  /** Takes the Release that has just been fetched for a suite in place of the published one. */
  void fetched(Suite suite, ReleaseFile release) {
    fetched.put(suite, release);
    listed.remove(suite);
  }

  /**
   * Why the suite cannot be mirrored here: its directory lies in another archive.
   *
   * @return empty when it can
   */
  Optional<String> refusal(Suite suite) {
    return inNested(suite.directory());
  }

  /**
   * Why a package file cannot be mirrored.
   *
   * @return empty when it can
   * @throws IOException if the Release of a published suite cannot be read
   */
  Optional<String> refusal(FileTable files, int id) throws IOException {
    if (!isDoubtful(files, id)) {
      return Optional.empty();
    }
    String path = files.path(id);
    Optional<String> reason = inNested(path);
    for (Suite suite : repository.suites()) {
      if (reason.isEmpty()) {
        reason = inSuite(suite, path, files, id);
      }
    }
    return reason;
  }

  private boolean isDoubtful(FileTable files, int id) {
    for (byte[] beginning : beginnings) {
      if (files.pathBeginsWith(id, beginning)) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> inNested(String path) {
    return nested.entrySet().stream()
        .filter(
            other -> isSameOrInside(path, other.getKey()) || isSameOrInside(other.getKey(), path))
        .map(other -> "belongs to the archive " + other.getValue() + ", which the list names too")
        .findFirst();
  }

  private Optional<String> inSuite(Suite suite, String path, FileTable files, int id)
      throws IOException {
    String directory = suite.directory();
    if (!directory.isEmpty() && isSameOrInside(directory, path)) {
      return Optional.of("is where the directory of suite " + suite.name() + " must be");
    }
    if (!directory.isEmpty() && !isSameOrInside(path, directory)) {
      return Optional.empty();
    }
    Listed indices = listed(suite);
    if (indices.directories.contains(path)) {
      return Optional.of("is where a directory of suite " + suite.name() + " must be");
    }
    ReleaseEntry entry = indices.files.get(path);
    boolean taken =
        entry != null
            && (entry.size() != files.size(id)
                || !entry.checksums().containsValue(files.checksum(id)));
    return taken
        ? Optional.of("is listed with other content by the Release of suite " + suite.name())
        : Optional.empty();
  }

  private Listed listed(Suite suite) throws IOException {
    Listed known = listed.get(suite);
    if (known == null) {
      known = new Listed(new HashMap<>(), new HashSet<>());
      Optional<ReleaseFile> release = release(suite);
      if (release.isPresent()) {
        for (ReleaseEntry entry : release.get().entries().values()) {
          String path = suite.resolve(entry.path());
          known.files.put(path, entry);
          for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (!known.directories.add(path.substring(0, end))) {
              break;
            }
          }
        }
      }
      listed.put(suite, known);
    }
    return known;
  }

  private Optional<ReleaseFile> release(Suite suite) throws IOException {
    ReleaseFile now = fetched.get(suite);
    if (now != null || root.isEmpty()) {
      return Optional.ofNullable(now);
    }
    // A damaged one protects nothing; its suite is mended on its own.
    return new PublishedSuite(suite, root.get()).readableRelease();
  }

  private static boolean isSameOrInside(String path, String directory) {
    return path.startsWith(directory)
        && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
  }
}
