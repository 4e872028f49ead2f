package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.FileContent;
import dev.pop.mirror.plan.FileOwners;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.ListingConflict;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.plan.SuitePlan;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.IgnoredErrors;
import dev.pop.mirror.sync.ArchiveFindings.SuiteFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** The check of the pool files that the indices of an archive name. */
final class PoolCheck {
  private final ArchiveFindings found;
  private final MirrorPlan plan;
  private final Path root;
  private final IgnoredErrors ignored;
  private final MirrorEvents events;
  private final boolean deep;

  PoolCheck(
      ArchiveFindings found, Path root, IgnoredErrors ignored, MirrorEvents events, boolean deep) {
    this.found = found;
    this.plan = found.plan();
    this.root = root;
    this.ignored = ignored;
    this.events = events;
    this.deep = deep;
  }

  /** Looks at every pool file. */
  void call(Workers workers) throws IOException, InterruptedException {
    settleConflicts();
    int[] ids = plan.wanted().toArray();
    FileOwners owners = FileOwners.of(plan);
    workers.forEach(ids.length, i -> checkFile(ids[i], owners));
    for (SuiteFindings suite : found.bySuite()) {
      SuitePlan suitePlan = suite.plan;
      if (suitePlan != null) {
        long faulty = found.faultyFiles(suitePlan);
        if (faulty > 0) {
          suite.problems.add(
              faulty + " of " + suitePlan.fileCount() + " pool files are missing or corrupt");
        }
      }
    }
  }

  /** What lies in the mirror is right for the suites that list it; the others lack the file. */
  private void settleConflicts() throws IOException {
    for (ListingConflict conflict : plan.conflicts()) {
      Set<FileContent> right = new LinkedHashSet<>();
      for (FileContent content : conflict.contents()) {
        if (content.isIn(root.resolve(conflict.path()))) {
          right.add(content);
        }
      }
      plan.settle(conflict, right.isEmpty() ? Set.copyOf(conflict.contents()) : right);
    }
    for (SuiteFindings suite : found.bySuite()) {
      if (suite.plan != null) {
        suite.plan.lost().stream()
            .map(plan.files()::path)
            .filter(path -> !ignored.contains(plan.repository(), path))
            .forEach(
                path ->
                    suite.problems.add(
                        path + " has the content that another suite lists, and not its own"));
      }
    }
  }

  private void checkFile(int id, FileOwners owners) throws IOException {
    FileTable files = plan.files();
    String path = files.path(id);
    Path file = root.resolve(path);
    FileContent.Match match =
        deep ? files.content(id).compareWith(file) : FileContent.compareSize(file, files.size(id));
    switch (match) {
      case ABSENT -> {
        if (!ignored.contains(plan.repository(), path)) {
          found.missing(path);
          faulty(id, owners, FailureKind.MISSING, "is not there");
        }
      }
      case OTHER_SIZE ->
          corrupt(
              id, owners, "has " + Files.size(file) + " bytes, the index lists " + files.size(id));
      case OTHER_BYTES -> corrupt(id, owners, "has another digest than the index lists");
      case SAME -> {
        events.bytes(Stage.CHECK, files.size(id));
        events.fileDone(Stage.CHECK, owners.of(id), path, files.size(id), 0);
      }
    }
  }

  private void corrupt(int id, FileOwners owners, String reason) {
    found.corrupt(plan.files().path(id));
    faulty(id, owners, FailureKind.DAMAGED, reason);
  }

  private void faulty(int id, FileOwners owners, FailureKind kind, String reason) {
    found.faultyFile(id);
    events.fileFailed(
        Stage.CHECK,
        owners.of(id),
        new Failure(root.resolve(plan.files().path(id)).toString(), kind, reason));
  }
}
