package dev.pop.mirror.plan;

import dev.pop.core.Plural;
import dev.pop.core.apt.Checksum;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Files that are there with the right size but that nobody has verified. */
public final class UnprovenFiles {
  private record Unproven(MirrorPlan plan, FileOwners owners, int id) {
    long size() {
      return plan.files().size(id);
    }
  }

  private UnprovenFiles() {}

  /**
   * Hashes them, or takes them by their size, and tells the plans which are held.
   *
   * @param bySize whether the list says that their size is enough
   * @param root where the files of an archive lie
   * @throws IOException if a file cannot be read
   * @throws InterruptedException if the thread was interrupted
   */
  public static void prove(
      List<MirrorPlan> plans, FetchContext run, boolean bySize, Function<Repository, Path> root)
      throws IOException, InterruptedException {
    List<Unproven> files = new ArrayList<>();
    for (MirrorPlan plan : plans) {
      if (plan.unproven().findAny().isPresent()) {
        FileOwners owners = FileOwners.of(plan);
        plan.unproven().forEach(id -> files.add(new Unproven(plan, owners, id)));
      }
    }
    if (files.isEmpty()) {
      return;
    }
    run.events()
        .stageStarted(Stage.CHECK, files.size(), files.stream().mapToLong(Unproven::size).sum());
    run.workers()
        .forEach(
            files.size(),
            i -> {
              Unproven file = files.get(i);
              prove(file, run, bySize, root.apply(file.plan.repository()));
            });
    run.events().stageFinished(Stage.CHECK);
    if (bySize) {
      run.events()
          .warning(
              Plural.count(run.tally().adoptedFiles(), "existing file")
                  + " accepted by size alone, because of 'set weak_size_check'");
    }
  }

  private static void prove(Unproven file, FetchContext run, boolean bySize, Path root)
      throws IOException {
    FileTable table = file.plan.files();
    Checksum expected = table.checksum(file.id);
    String path = table.path(file.id);
    boolean sound =
        bySize || Checksum.ofFile(expected.algorithm(), root.resolve(path)).equals(expected);
    if (sound) {
      run.events().adopted(file.owners.of(file.id), path, file.size());
    }
    synchronized (file.plan) {
      file.plan.prove(file.id, sound);
    }
    run.events().bytes(Stage.CHECK, file.size());
    run.events().fileDone(Stage.CHECK, file.owners.of(file.id), path, file.size(), 0);
  }
}
