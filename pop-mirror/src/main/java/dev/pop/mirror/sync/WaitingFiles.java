package dev.pop.mirror.sync;

import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.Obstacles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pool files that are verified and replace others: each waits in the staging directory until its
 * suite is published, so that published indices and files stay in agreement.
 */
final class WaitingFiles {
  private final MirrorStore store;
  private final Map<MirrorPlan, Map<Integer, Path>> waiting = new ConcurrentHashMap<>();
  private final Set<Path> unplaceable = new HashSet<>();

  WaitingFiles(MirrorStore store) {
    this.store = store;
  }

  /** Lets file {@code id} of a plan wait; safe for use by several threads. */
  void add(MirrorPlan plan, int id, Path staged) {
    waiting.computeIfAbsent(plan, it -> new ConcurrentHashMap<>()).put(id, staged);
  }

  /** Where the files of a plan lie that wait, by their number. */
  Map<Integer, Path> of(MirrorPlan plan) {
    return waiting.getOrDefault(plan, Map.of());
  }

  /**
   * Puts a file that waits in its place.
   *
   * @param obstacles removes what stands where its directory must be
   * @return where it lies now
   * @throws FileSystemException if it cannot take its place
   */
  Path place(MirrorPlan plan, int id, Obstacles obstacles) throws IOException {
    Path staged = Objects.requireNonNull(of(plan).get(id));
    String path = plan.files().path(id);
    Path target = store.root(plan.repository()).resolve(path);
    try {
      obstacles.clear(path);
      store.mirrorStaging().moveTo(staged, target);
    } catch (FileSystemException e) {
      unplaceable.add(staged);
      throw e;
    }
    of(plan).remove(id);
    return target;
  }

  /** Forgets a file that was brought to its place by its suite's generation. */
  void placed(MirrorPlan plan, int id) throws IOException {
    Files.deleteIfExists(Objects.requireNonNull(of(plan).remove(id)));
  }

  /** Removes files that could not take their places. */
  void dropUnplaceable() throws IOException {
    for (Path staged : unplaceable) {
      Files.deleteIfExists(staged);
    }
    unplaceable.clear();
  }
}
