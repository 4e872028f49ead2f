package dev.pop.mirror.sync;

import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.store.MirrorStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * What every stage of a run works with: the store, the network, the threads, and what is counted.
 */
final class RunContext {
  final MirrorStore store;
  final Downloader downloader;
  final Workers workers;
  final MirrorEvents events;
  private final List<Failure> failures = new CopyOnWriteArrayList<>();
  private final LongAdder downloadedFiles = new LongAdder();
  private final LongAdder unchangedFiles = new LongAdder();
  private final LongAdder downloadedBytes = new LongAdder();

  RunContext(MirrorStore store, Downloader downloader, Workers workers, MirrorEvents events) {
    this.store = store;
    this.downloader = downloader;
    this.workers = workers;
    this.events = events;
  }

  void downloaded(Stage stage, String location, long bytes) {
    downloadedFiles.increment();
    downloadedBytes.add(bytes);
    events.bytes(stage, bytes);
    events.fileDone(stage, location);
  }

  /** Notes files that were there already and needed no fetching. */
  void unchanged(long files) {
    unchangedFiles.add(files);
  }

  void failed(Stage stage, FetchException e) {
    failed(stage, e.url(), e.reason());
  }

  void failed(Stage stage, String url, String reason) {
    Failure failure = new Failure(url, reason);
    failures.add(failure);
    events.fileFailed(stage, failure);
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  long downloadedFiles() {
    return downloadedFiles.sum();
  }

  long unchangedFiles() {
    return unchangedFiles.sum();
  }

  long downloadedBytes() {
    return downloadedBytes.sum();
  }
}
