package dev.pop.mirror.plan;

import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.FetchedFile;
import dev.pop.core.io.Workers;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * What every stage of fetching works with: the network, the threads, who listens, and what is
 * counted. Safe for use by several threads.
 */
public final class FetchContext {
  private final Downloader downloader;
  private final Workers workers;
  private final MirrorEvents events;
  private final List<Failure> failures = new CopyOnWriteArrayList<>();
  private final LongAdder downloadedFiles = new LongAdder();
  private final LongAdder unchangedFiles = new LongAdder();
  private final LongAdder resumedFiles = new LongAdder();
  private final LongAdder downloadedBytes = new LongAdder();
  private final LongAdder adoptedFiles = new LongAdder();
  private final LongAdder adoptedBytes = new LongAdder();

  public FetchContext(Downloader downloader, Workers workers, MirrorEvents events) {
    this.downloader = downloader;
    this.workers = workers;
    this.events = events;
  }

  public Downloader downloader() {
    return downloader;
  }

  public Workers workers() {
    return workers;
  }

  public MirrorEvents events() {
    return events;
  }

  /** Notes a file that was fetched and kept. */
  public void downloaded(Stage stage, String location, FetchedFile fetched) {
    downloadedFiles.increment();
    downloadedBytes.add(fetched.size() - fetched.resumed());
    if (fetched.resumed() > 0) {
      resumedFiles.increment();
    }
    events.bytes(stage, fetched.size());
    events.fileDone(stage, location);
  }

  /** Notes files that were there already and needed no fetching. */
  public void unchanged(long files) {
    unchangedFiles.add(files);
  }

  /** Notes a file that could not be had. */
  public Failure failed(Stage stage, FetchException e) {
    return failed(stage, e.url(), e.reason());
  }

  /** Notes something that could not be had. */
  public Failure failed(Stage stage, String url, String reason) {
    Failure failure = new Failure(url, reason);
    failures.add(failure);
    events.fileFailed(stage, failure);
    return failure;
  }

  /** Takes failures back: another attempt was successful. */
  public void forget(Collection<Failure> mended) {
    failures.removeAll(mended);
  }

  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Notes a file that was there unverified and is kept. */
  public void adopted(long bytes) {
    adoptedFiles.increment();
    adoptedBytes.add(bytes);
  }

  public long adoptedFiles() {
    return adoptedFiles.sum();
  }

  public long adoptedBytes() {
    return adoptedBytes.sum();
  }

  public long downloadedFiles() {
    return downloadedFiles.sum();
  }

  /** Number of the downloaded files of which an earlier attempt had brought a part. */
  public long resumedFiles() {
    return resumedFiles.sum();
  }

  public long unchangedFiles() {
    return unchangedFiles.sum();
  }

  public long downloadedBytes() {
    return downloadedBytes.sum();
  }
}
