package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * What an older generation of a suite left where the next one needs a directory in place of a file,
 * or a file in place of a directory. It may go when this program put it there and no other suite
 * needs it; anything else is named, and stays.
 */
@Internal
public final class Obstacles {
  private final MirrorStore store;
  private final MirrorPlan plan;
  private final Suite suite;
  private @Nullable Set<String> expendable;

  /**
   * Of a suite that is about to be published.
   *
   * @param plan what its archive needs from now on
   */
  public Obstacles(MirrorStore store, MirrorPlan plan, Suite suite) {
    this.store = store;
    this.plan = plan;
    this.suite = suite;
  }

  /**
   * Removes what keeps a file from being put at {@code path}.
   *
   * @param path below the archive's base
   * @throws FileSystemException if something stands there that may not go; nothing was removed
   */
  public void clear(String path) throws IOException {
    Path root = store.root(plan.repository());
    Path place = root.resolve(path);
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      requireExpendable(path);
      FileUtils.deleteDirectory(place.toFile());
    }
    clearWayTo(path);
  }

  /**
   * Removes files that stand where directories above {@code path} must be.
   *
   * @param path below the archive's base
   * @throws FileSystemException if one of them may not go
   */
  void clearWayTo(String path) throws IOException {
    Path root = store.root(plan.repository());
    for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      Path directory = root.resolve(path.substring(0, end));
      if (Files.isRegularFile(directory, LinkOption.NOFOLLOW_LINKS)) {
        requireExpendable(path.substring(0, end));
        Files.delete(directory);
      }
    }
  }

  /**
   * Refuses to do without a file, or all files of a directory.
   *
   * @param path below the archive's base
   * @throws FileSystemException if it may not go
   */
  void requireExpendable(String path) throws IOException {
    Path root = store.root(plan.repository());
    Path place = root.resolve(path);
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      if (!expendable().contains(path)) {
        throw new FileSystemException(
            place.toString(), null, "is a file where a directory must be; remove it");
      }
      return;
    }
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
            && !expendable().contains(root.relativize(file).toString())) {
          throw new FileSystemException(
              place.toString(), null, "is a directory where a file must be; remove it");
        }
      }
    }
  }

  private Set<String> expendable() throws IOException {
    if (expendable == null) {
      Set<String> paths = new HashSet<>();
      Repository repository = plan.repository();
      for (Suite each : repository.suites()) {
        store.state().remembered(repository, each).forEach(paths::add);
      }
      for (Suite other : repository.suites()) {
        if (!other.equals(suite)) {
          store
              .state()
              .publishedFiles(repository, other)
              .ifPresent(files -> removeAll(paths, files));
        }
      }
      plan.wanted().mapToObj(plan.files()::path).forEach(paths::remove);
      expendable = paths;
    }
    return expendable;
  }

  private static void removeAll(Set<String> paths, FileTable files) {
    for (int id = 0; id < files.count(); id++) {
      paths.remove(files.path(id));
    }
  }
}
