package dev.pop.mirror.plan;

import dev.pop.core.io.Workers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Reads indices ahead of the one thread that adds them to a plan, in the order in which it will
 * want them. Only a few are read at a time, so that what waits to be added stays small.
 */
final class IndexScans {
  private final Workers workers;
  private final long mostFiles;
  private final int ahead;
  private final Deque<LocalIndex> coming;
  private final IdentityHashMap<LocalIndex, Future<FileRows>> begun = new IdentityHashMap<>();

  /**
   * @param indices in the order in which {@link #rows} will be called for them; some may be left
   *     out there
   * @param mostFiles how many files one may list
   * @param ahead how many are read at a time
   */
  IndexScans(Workers workers, List<LocalIndex> indices, long mostFiles, int ahead) {
    this.workers = workers;
    this.mostFiles = mostFiles;
    this.ahead = ahead;
    this.coming = new ArrayDeque<>(indices);
  }

  /** As {@link LocalIndex#rows}. */
  FileRows rows(LocalIndex index) throws IOException, InterruptedException {
    while (!begun.containsKey(index) || (begun.size() < ahead && !coming.isEmpty())) {
      LocalIndex next = coming.remove();
      begun.put(next, workers.submit(() -> next.rows(mostFiles)));
    }
    try {
      return Workers.result(begun.get(index));
    } finally {
      begun.remove(index);
    }
  }
}
