package dev.pop.mirror.plan;

import dev.pop.core.Plural;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Files that are there with the right size but that nobody has verified. */
public final class UnverifiedFiles {
  private record Unverified(MirrorPlan plan, FileOwners owners, int id) {
    long size() {
      return plan.files().size(id);
    }
  }

  private UnverifiedFiles() {}

  /**
   * Hashes them, or takes them by their size, and tells the plans which are held.
   *
   * @param bySize whether the list says that their size is enough
   * @param root where the files of an archive lie
   * @throws IOException if a file cannot be read
   * @throws InterruptedException if the thread was interrupted
   */
  public static void verify(
      List<MirrorPlan> plans, FetchContext context, boolean bySize, Function<Repository, Path> root)
      throws IOException, InterruptedException {
    List<Unverified> files = new ArrayList<>();
    for (MirrorPlan plan : plans) {
      if (plan.unverified().findAny().isPresent()) {
        FileOwners owners = FileOwners.of(plan);
        plan.unverified().forEach(id -> files.add(new Unverified(plan, owners, id)));
      }
    }
    if (files.isEmpty()) {
      return;
    }
    context
        .events()
        .stageStarted(Stage.CHECK, files.size(), files.stream().mapToLong(Unverified::size).sum());
    context
        .workers()
        .forEach(
            files.size(),
            i -> {
              Unverified file = files.get(i);
              verify(file, context, bySize, root.apply(file.plan.repository()));
            });
    context.events().stageFinished(Stage.CHECK);
    if (bySize) {
      context
          .events()
          .warning(
              Plural.count(context.tally().adoptedFiles(), "existing file")
                  + " accepted by size alone, because of 'set weak_size_check'");
    }
  }

  private static void verify(Unverified file, FetchContext context, boolean bySize, Path root)
      throws IOException {
    FileTable table = file.plan.files();
    String path = table.path(file.id);
    boolean sound = bySize || table.content(file.id).isIn(root.resolve(path));
    if (sound) {
      context.events().adopted(file.owners.of(file.id), path, file.size());
    }
    synchronized (file.plan) {
      file.plan.verify(file.id, sound);
    }
    context.events().bytes(Stage.CHECK, file.size());
    context.events().fileDone(Stage.CHECK, file.owners.of(file.id), path, file.size(), 0);
  }
}
