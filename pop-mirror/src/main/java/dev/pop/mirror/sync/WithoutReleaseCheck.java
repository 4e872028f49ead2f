package dev.pop.mirror.sync;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.UnreleasedIndices;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the indices of a suite without {@code Release} must be: what they were when they were
 * published. Of a tree that another program made nobody knows that; there they are what they are.
 */
final class WithoutReleaseCheck {
  private final Repository repository;
  private final Path root;
  private final MirrorState state;
  private final FileTable remembered;

  WithoutReleaseCheck(Repository repository, Path root, MirrorState state, FileTable remembered) {
    this.repository = repository;
    this.root = root;
    this.state = state;
    this.remembered = remembered;
  }

  /** In place of the suite's Release; empty when it should have one, or has no index either. */
  Optional<ReleaseFile> listing(Suite suite) throws IOException {
    if (state.hadRelease(repository, suite)) {
      return Optional.empty();
    }
    ReleaseFile listing =
        state.manifest(repository, suite).isPresent()
            ? ReleaseFile.listing(remembered(suite))
            : UnreleasedIndices.published(root, suite);
    return Optional.of(listing).filter(it -> !it.entries().isEmpty());
  }

  private List<ReleaseEntry> remembered(Suite suite) {
    List<ReleaseEntry> entries = new ArrayList<>();
    for (String path : paths(suite)) {
      int id = remembered.find(suite.resolve(path));
      if (id != FileTable.NONE) {
        Checksum checksum = remembered.checksum(id);
        entries.add(
            new ReleaseEntry(path, remembered.size(id), Map.of(checksum.algorithm(), checksum)));
      }
    }
    return entries;
  }

  /** Files that clients take for indices of the suite, and that {@code listing} does not know. */
  List<String> strangers(Suite suite, ReleaseFile listing) {
    return paths(suite).stream()
        .filter(path -> !listing.entries().containsKey(path))
        .filter(path -> Files.exists(root.resolve(suite.resolve(path))))
        .toList();
  }

  private static List<String> paths(Suite suite) {
    return UnreleasedIndices.stems(suite).stream()
        .flatMap(stem -> UnreleasedIndices.forms(stem).stream())
        .toList();
  }
}
