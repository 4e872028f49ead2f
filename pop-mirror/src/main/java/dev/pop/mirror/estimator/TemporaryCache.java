package dev.pop.mirror.estimator;

import dev.pop.core.http.PartialFiles;
import dev.pop.mirror.plan.IndexCache;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.store.MirrorLayout;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.FileUtils;

/**
 * Keeps what an estimate fetches for as long as it takes; what the mirror has already is read
 * there.
 */
final class TemporaryCache implements IndexCache, Closeable {
  private final MirrorLayout layout;
  private final Path directory;
  private final PartialFiles partials;
  private final AtomicLong next = new AtomicLong();

  /** What was fetched, by the place that it would have in the skeleton. */
  private final Map<Path, Path> kept = new ConcurrentHashMap<>();

  TemporaryCache(MirrorLayout layout) throws IOException {
    this.layout = layout;
    this.directory = Files.createTempDirectory("pop-estimate-");
    this.partials = PartialFiles.open(directory.resolve("partial"), Instant.EPOCH);
  }

  @Override
  public List<Path> candidates(Repository repository, String path) {
    Path place = layout.skeleton(repository).resolve(path);
    Path published = layout.root(repository).resolve(path);
    Path now = kept.get(place);
    return now == null ? List.of(place, published) : List.of(now, place, published);
  }

  @Override
  public Path adopt(Path candidate, Repository repository, String path) {
    return candidate;
  }

  @Override
  public Path newFile() {
    return directory.resolve(Long.toString(next.incrementAndGet()));
  }

  @Override
  public PartialFiles partials() {
    return partials;
  }

  @Override
  public Path keep(Path staged, Repository repository, String path, Optional<Instant> modified) {
    kept.put(layout.skeleton(repository).resolve(path), staged);
    return staged;
  }

  @Override
  public void forget(Repository repository, String path) {
    kept.remove(layout.skeleton(repository).resolve(path)); // the mirror's own is not ours to touch
  }

  @Override
  public void close() throws IOException {
    FileUtils.deleteDirectory(directory.toFile());
  }
}
