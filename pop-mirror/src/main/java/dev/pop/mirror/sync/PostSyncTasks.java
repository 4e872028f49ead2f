package dev.pop.mirror.sync;

import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.Workers;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.plan.SuiteFetch;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Removable;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorSettings;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * What a run does when everything is published: the file lists, the clean script or the removal
 * that the list wants instead, the post-mirror script.
 */
final class PostSyncTasks {
  private final MirrorList list;
  private final MirrorStore store;
  private final FetchContext context;
  private final List<SuiteFetch> suites;
  private final MirrorLayout layout;
  private final MirrorSettings settings;
  private Removable removable = Removable.NOTHING;

  /**
   * @param suites those that the run was for, as they ended
   */
  PostSyncTasks(MirrorList list, MirrorStore store, FetchContext context, List<SuiteFetch> suites) {
    this.list = list;
    this.store = store;
    this.context = context;
    this.suites = suites;
    this.layout = store.layout();
    this.settings = list.settings();
  }

  /**
   * Does it, and tells what nothing needs any more.
   *
   * @param now the time from which the age of older generations is counted
   */
  Removable call(Instant now) throws IOException, InterruptedException {
    CleanScriptCache memory = new CleanScriptCache(list, layout);
    boolean upToDate = nothingChanged() && memory.stillHolds(store.state(), now);
    Map<Repository, String> untouchable = whyNot();
    Future<ObsoleteFiles> looking =
        context.workers().submit(() -> look(upToDate, untouchable, now));
    if (settings.atEnd().fileLists()) {
      attempt("the file lists", this::writeFileLists);
    }
    attempt(
        "what nothing needs any more", () -> clean(Workers.result(looking), upToDate, memory, now));
    attempt(
        "what archives say to credentials",
        () -> new CredentialCheck(context, store, now).call(list.repositories()));
    if (settings.atEnd().postMirror().isPresent()) {
      PostMirrorScript.run(settings.atEnd().postMirror().get(), layout.mirrorPath(), context);
    }
    return removable;
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  /** What is published is published, whatever becomes of the rest: a failure is named, no more. */
  private void attempt(String what, Step step) throws IOException, InterruptedException {
    try {
      step.run();
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      context.failed(
          Stage.CLEAN,
          SuiteId.NONE,
          what,
          IoErrors.kind(e),
          "it cannot be written: " + IoErrors.describe(e));
    }
  }

  private boolean nothingChanged() {
    return suites.stream().allMatch(SuiteFetch::isUnchanged);
  }

  private void writeFileLists() throws IOException {
    FileLists lists = new FileLists(list, store, context.events());
    if (!nothingChanged() || !lists.areThere() || !remembers(layout.listedFor(), selections())) {
      lists.writeAll();
      AtomicFile.write(layout.listedFor(), AtomicFile.Mode.PRIVATE, selections());
    }
  }

  private static boolean remembers(Path memory, String text) throws IOException {
    return Files.exists(memory) && Files.readString(memory).equals(text);
  }

  /** Finds what nothing needs any more, unless the last run found nothing and nothing changed. */
  private ObsoleteFiles look(boolean upToDate, Map<Repository, String> untouchable, Instant now)
      throws IOException {
    return upToDate
        ? ObsoleteFiles.NONE
        : ObsoleteFiles.find(
            list, store.layout(), store.state(), settings.atEnd().wipeGuard(), untouchable, now);
  }

  private void clean(ObsoleteFiles surplus, boolean upToDate, CleanScriptCache memory, Instant now)
      throws IOException, InterruptedException {
    surplus.skipped().forEach(context.events()::warning);
    boolean autoclean = settings.atEnd().autoclean();
    removable =
        new Removable(
            surplus.bytes(),
            surplus.files().size(),
            surplus.directories().size(),
            autoclean ? Optional.empty() : Optional.of(settings.cleanScript()));
    context.events().removable(removable);
    if (!upToDate) {
      CleanScript.write(
          settings.cleanScript(),
          layout,
          store.state().edition(),
          signedFiles(),
          autoclean ? ObsoleteFiles.NONE : surplus);
      boolean clean = autoclean ? remove(surplus) : surplus.files().isEmpty();
      if (clean && surplus.skipped().isEmpty()) {
        memory.remember(store.state(), now);
      } else {
        memory.forget();
      }
    }
  }

  private Map<Repository, String> whyNot() throws IOException {
    Map<Repository, String> reasons = new HashMap<>();
    for (SuiteFetch suite : suites) {
      if (suite.hasFailed()) {
        reasons.put(suite.repository(), "this run did not get all of it");
      } else if (store.state().isUnfinished(suite.repository())) {
        reasons.putIfAbsent(suite.repository(), MirrorCleanup.UNFINISHED);
      }
    }
    return reasons;
  }

  /** The signed files that are published, below {@code mirror_path}. */
  private List<String> signedFiles() {
    List<String> names = new ArrayList<>();
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        for (String name : ReleaseSet.NAMES) {
          String path = repository.diskPath() + "/" + suite.resolve(name);
          if (Files.isRegularFile(layout.mirrorPath().resolve(path))) {
            names.add(path);
          }
        }
      }
    }
    return names;
  }

  /** Tells whether everything could be removed. */
  private boolean remove(ObsoleteFiles surplus) throws IOException, InterruptedException {
    if (surplus.files().isEmpty() && surplus.directories().isEmpty()) {
      return true;
    }
    List<Failure> failures =
        new ObsoleteFileRemover(list, layout.mirrorPath().toRealPath(), context.events())
            .of(surplus)
            .failures();
    for (Failure failure : failures) {
      context.failed(Stage.CLEAN, SuiteId.NONE, failure.url(), failure.kind(), failure.reason());
    }
    return failures.isEmpty();
  }

  private String selections() {
    return "tilde " + settings.tilde() + "\n" + String.join("\n", list.selections()) + "\n";
  }
}
