package dev.pop.mirror.plan;

import dev.pop.core.http.FetchException;
import dev.pop.core.http.RemoteFile;
import dev.pop.core.http.Upstreams;
import dev.pop.mirror.report.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks upstream which of the contents that indices list for a file it has. Its size decides, which
 * costs no more than headers; where that is not enough, its bytes do.
 */
public final class UpstreamDecision {
  private final FetchContext context;
  private final IndexCache cache;

  public UpstreamDecision(FetchContext context, IndexCache cache) {
    this.context = context;
    this.cache = cache;
  }

  /**
   * Settles every conflict of a plan. Where upstream has none of the contents, or does not answer,
   * every suite loses the file.
   *
   * @throws IOException if the cache cannot be written
   */
  public void settle(MirrorPlan plan) throws IOException, InterruptedException {
    List<ListingConflict> conflicts = plan.conflicts();
    if (conflicts.isEmpty()) {
      return;
    }
    SuitePlan first = plan.suites().get(0);
    List<Set<FileContent>> right = new ArrayList<>(conflicts.size());
    conflicts.forEach(conflict -> right.add(Set.of()));
    context
        .workers()
        .forEach(
            conflicts.size(),
            i -> {
              ListingConflict conflict = conflicts.get(i);
              try {
                right.set(i, ask(first, conflict));
              } catch (FetchException e) {
                context.failed(Stage.ARCHIVE, first.id(), e);
              }
            });
    for (int i = 0; i < conflicts.size(); i++) {
      plan.settle(conflicts.get(i), right.get(i));
    }
  }

  private Set<FileContent> ask(SuitePlan first, ListingConflict conflict)
      throws FetchException, IOException, InterruptedException {
    Upstreams upstreams = first.suite().archive().upstreams();
    List<FileContent> fitting = new ArrayList<>();
    Optional<FetchException> otherSize = Optional.empty();
    for (FileContent content : conflict.contents()) {
      long size = content.size();
      try {
        context
            .fetching(Stage.ARCHIVE, first.id(), conflict.path())
            .probe(RemoteFile.ofSize(upstreams, conflict.path(), size));
        fitting.add(content);
      } catch (FetchException e) {
        if (e.fault() != FetchException.Fault.WRONG_SIZE) {
          throw e;
        }
        otherSize = Optional.of(e);
      }
    }
    if (fitting.isEmpty() && otherSize.isPresent()) {
      throw otherSize.get();
    }
    return fitting.size() == 1 ? Set.copyOf(fitting) : withTheseBytes(first, conflict, fitting);
  }

  private Set<FileContent> withTheseBytes(
      SuitePlan first, ListingConflict conflict, List<FileContent> fitting)
      throws FetchException, IOException, InterruptedException {
    long most = fitting.stream().mapToLong(FileContent::size).max().orElse(0);
    Path file = cache.newFile();
    try {
      context
          .fetching(Stage.ARCHIVE, first.id(), conflict.path())
          .fetch(RemoteFile.upTo(first.suite().archive().upstreams(), conflict.path(), most), file);
      List<FileContent> right = new ArrayList<>();
      for (FileContent content : fitting) {
        if (content.isIn(file)) {
          right.add(content);
        }
      }
      return Set.copyOf(right);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
