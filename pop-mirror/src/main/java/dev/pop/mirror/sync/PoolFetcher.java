package dev.pop.mirror.sync;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.http.RemoteFile;
import dev.pop.mirror.plan.FetchContext;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.Staging;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the pool files that plans lack. A new file takes its place as soon as it is verified; one
 * that replaces another waits in the staging directory until {@link #place} is called, so that
 * published indices and files stay in agreement.
 */
final class PoolFetcher {
  /** Whoever gives this answer to one request gives it to all. */
  private static final Set<FetchException.Kind> REFUSES_ALL =
      Set.of(FetchException.Kind.UNAUTHORIZED, FetchException.Kind.PROXY_REFUSED);

  private final FetchContext run;
  private final MirrorStore store;

  /** A pool file of one of the plans. */
  private record Wanted(MirrorPlan plan, int id) {
    String path() {
      return plan.files().path(id);
    }

    long size() {
      return plan.files().size(id);
    }

    Checksum checksum() {
      return plan.files().checksum(id);
    }

    ArchiveUrl archive() {
      return plan.suites().get(0).suite().archive();
    }
  }

  private final Map<MirrorPlan, Map<Integer, Path>> waiting = new ConcurrentHashMap<>();

  /** Archives whose server or proxy refuses the credentials: asking for the next file is no use. */
  private final Set<ArchiveUrl> refused = ConcurrentHashMap.newKeySet();

  PoolFetcher(FetchContext run, MirrorStore store) {
    this.run = run;
    this.store = store;
  }

  /** Hashes the files that are there but that nobody has verified. */
  void prove(List<MirrorPlan> plans) throws IOException, InterruptedException {
    List<Wanted> unproven = new ArrayList<>();
    plans.forEach(plan -> plan.unproven().forEach(id -> unproven.add(new Wanted(plan, id))));
    if (unproven.isEmpty()) {
      return;
    }
    run.events()
        .stageStarted(
            Stage.CHECK, unproven.size(), unproven.stream().mapToLong(Wanted::size).sum());
    run.workers().forEach(unproven.size(), i -> prove(unproven.get(i)));
    run.events().stageFinished(Stage.CHECK);
  }

  private void prove(Wanted file) throws IOException {
    Path path = store.root(file.plan.repository()).resolve(file.path());
    boolean sound = Checksum.ofFile(file.checksum().algorithm(), path).equals(file.checksum());
    synchronized (file.plan) {
      file.plan.prove(file.id, sound);
    }
    run.events().bytes(Stage.CHECK, file.size());
    run.events().fileDone(Stage.CHECK, path.toString());
  }

  /** Fetches what is missing, large files first so that the end is not one long download. */
  void fetchMissing(List<MirrorPlan> plans) throws IOException, InterruptedException {
    List<Wanted> missing = new ArrayList<>();
    plans.forEach(plan -> plan.missing().forEach(id -> missing.add(new Wanted(plan, id))));
    missing.sort(Comparator.comparingLong(Wanted::size).reversed());
    run.events()
        .stageStarted(
            Stage.ARCHIVE, missing.size(), missing.stream().mapToLong(Wanted::size).sum());
    run.workers().forEach(missing.size(), i -> fetch(missing.get(i)));
    run.events().stageFinished(Stage.ARCHIVE);
  }

  private void fetch(Wanted file) throws IOException, InterruptedException {
    if (refused.contains(file.archive())) {
      return;
    }
    RemoteFile remote =
        RemoteFile.exactly(
            file.archive(),
            file.plan.repository().upstream(file.path()),
            file.size(),
            file.checksum());
    Path staged = store.mirrorStaging().newFile();
    try {
      FetchedFile fetched = run.downloader().fetch(remote, staged);
      Staging.setModified(staged, fetched.lastModified());
      if (!settle(file, staged)) {
        return;
      }
      synchronized (file.plan) {
        file.plan.arrived(file.id);
      }
      run.downloaded(Stage.ARCHIVE, remote.location(), fetched.size());
    } catch (FetchException e) {
      if (!REFUSES_ALL.contains(e.kind())) {
        run.failed(Stage.ARCHIVE, e);
      } else if (refused.add(file.archive())) {
        run.failed(
            Stage.ARCHIVE, e.url(), e.reason() + "; no more files of this archive are asked for");
      }
    }
  }

  /**
   * Brings a verified file to its place, or lets it wait for its suite.
   *
   * @return false when the place cannot be had, because a file is where a directory must be or the
   *     other way round; that concerns this file alone
   */
  private boolean settle(Wanted file, Path staged) throws IOException {
    Path target = store.root(file.plan.repository()).resolve(file.path());
    try {
      if (Files.isDirectory(target)) {
        throw new FileSystemException(target.toString(), null, "is a directory");
      }
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        waiting.computeIfAbsent(file.plan, plan -> new ConcurrentHashMap<>()).put(file.id, staged);
      } else {
        store.mirrorStaging().moveTo(staged, target);
      }
      return true;
    } catch (FileSystemException e) {
      Files.deleteIfExists(staged);
      run.failed(
          Stage.ARCHIVE,
          file.archive().location() + "/" + file.path(),
          "it cannot take its place in the mirror: " + MirrorException.words(e));
      return false;
    }
  }

  /** Puts the files that replace others in their places. */
  void place(MirrorPlan plan, int id) throws IOException {
    Path staged = waiting.getOrDefault(plan, Map.of()).get(id);
    if (staged != null) {
      FileTable files = plan.files();
      store.mirrorStaging().moveTo(staged, store.root(plan.repository()).resolve(files.path(id)));
      waiting.getOrDefault(plan, Map.of()).remove(id);
    }
  }
}
