package dev.pop.mirror.store;

import dev.pop.core.http.PartialFiles;
import dev.pop.mirror.plan.IndexCache;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps indices in the skeleton, under the names that they have upstream. */
final class SkeletonCache implements IndexCache {
  private final MirrorLayout layout;
  private final Staging staging;

  SkeletonCache(MirrorLayout layout, Staging staging) {
    this.layout = layout;
    this.staging = staging;
  }

  private Path place(Repository repository, String path) {
    return layout.skeleton(repository).resolve(path);
  }

  @Override
  public List<Path> candidates(Repository repository, String path) {
    return List.of(place(repository, path), layout.root(repository).resolve(path));
  }

  @Override
  public Path adopt(Path candidate, Repository repository, String path) throws IOException {
    Path place = place(repository, path);
    staging.linkTo(candidate, place);
    return place;
  }

  @Override
  public Path newFile() {
    return staging.newFile();
  }

  @Override
  public PartialFiles partials() {
    return staging.partials();
  }

  @Override
  public Path keep(Path staged, Repository repository, String path, Optional<Instant> modified)
      throws IOException {
    Path place = place(repository, path);
    Staging.setModified(staged, modified);
    staging.moveTo(staged, place);
    return place;
  }

  @Override
  public void forget(Repository repository, String path) throws IOException {
    Files.deleteIfExists(place(repository, path));
  }
}
