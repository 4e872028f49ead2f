package dev.pop.mirror.plan;

import dev.pop.core.FailureKind;
import dev.pop.core.http.Validators;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.SuiteId;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What could be had of one suite: first its signed files, then its indices. The fetchers fill it;
 * between their stages it is read.
 */
public final class SuiteFetch {
  private final Repository repository;
  private final Suite suite;
  private final SuiteId id;
  private final Optional<PublishedRelease> published;
  private final boolean hadRelease;
  private final Optional<ReleaseSignature> vouched;
  private final List<Failure> problems = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
  private final List<Failure> upstreamChanges = Collections.synchronizedList(new ArrayList<>());
  private final List<LocalIndex> indices = new ArrayList<>();
  private volatile Optional<ReleaseSet> releases = Optional.empty();
  private volatile Optional<IndexSelection> selection = Optional.empty();
  private volatile Optional<ReleaseSignature> signature = Optional.empty();
  private volatile Optional<Validators> validators = Optional.empty();
  private volatile boolean unchanged;
  private volatile boolean failed;

  /**
   * @param published what is published and needs nothing while upstream stays the same
   * @param hadRelease whether upstream had a Release when the suite was published last
   * @param vouched who signed what is published, and whose signature was accepted since; empty when
   *     it is not verified
   */
  public SuiteFetch(
      Repository repository,
      Suite suite,
      Optional<PublishedRelease> published,
      boolean hadRelease,
      Optional<ReleaseSignature> vouched) {
    this.repository = repository;
    this.suite = suite;
    this.id = SuiteIds.of(suite);
    this.published = published;
    this.hadRelease = hadRelease;
    this.vouched = vouched;
  }

  public Repository repository() {
    return repository;
  }

  public Suite suite() {
    return suite;
  }

  /** The suite by its name. */
  public SuiteId id() {
    return id;
  }

  public Optional<PublishedRelease> published() {
    return published;
  }

  /** Whether upstream had a Release when the suite was published last. */
  public boolean hadRelease() {
    return hadRelease;
  }

  /** Who signed what is published; empty when it is not verified. */
  public Optional<ReleaseSignature> vouched() {
    return vouched;
  }

  /** Whether upstream still has what is published. */
  public boolean isUnchanged() {
    return unchanged;
  }

  /** What the server says of the published file, if that was fetched and has the same bytes. */
  public Optional<Validators> validators() {
    return validators;
  }

  /** Whether something is missing without which the suite is no use. */
  public boolean hasFailed() {
    return failed;
  }

  /** Whether there is a new generation that has all its indices so far. */
  public boolean isOpen() {
    return !failed && !unchanged;
  }

  /** What is wrong: why it failed, or what it lacks. */
  public List<Failure> problems() {
    synchronized (problems) {
      return List.copyOf(problems);
    }
  }

  /** Why it failed first, else what it lacked first; empty when nothing is wrong. */
  public Optional<FailureKind> kind() {
    return Optional.ofNullable(failure.get())
        .or(() -> problems().stream().findFirst())
        .map(Failure::kind);
  }

  /** Upstream's new generation; empty while unknown, unchanged or failed. */
  public Optional<ReleaseSet> releases() {
    return releases;
  }

  /** Whether a trusted key has signed {@link #releases}; empty while they are. */
  public Optional<ReleaseSignature> signature() {
    return signature;
  }

  /** Which of its indices were chosen; empty before that. */
  public Optional<IndexSelection> selection() {
    return selection;
  }

  /** The indices that could be had. */
  public List<LocalIndex> indices() {
    return List.copyOf(indices);
  }

  /** Names something that the list wants and the suite does not have; the suite goes on. */
  public void lacks(FailureKind kind, String problem) {
    problems.add(new Failure(suite.toString(), kind, problem));
  }

  /** Ends the suite. */
  public void fail(FailureKind kind, String problem) {
    fail(new Failure(suite.toString(), kind, problem));
  }

  /**
   * Ends the suite.
   *
   * @param why of the suite as a whole
   */
  public void fail(Failure why) {
    problems.add(why);
    failure.compareAndSet(null, why);
    failed = true;
  }

  /**
   * Notes a failure that looks as if upstream had changed since its Release was read: a file that
   * is listed and gone, or other than listed.
   */
  public void upstreamChanged(Failure failure) {
    upstreamChanges.add(failure);
  }

  /** Whether it failed and upstream may have a newer generation by now. */
  public boolean isUpstreamChanged() {
    return failed && !upstreamChanges.isEmpty();
  }

  /** The failures that {@link #upstreamChanged} was told of. */
  public List<Failure> upstreamChanges() {
    synchronized (upstreamChanges) {
      return List.copyOf(upstreamChanges);
    }
  }

  void setValidators(Validators ofTheSameBytes) {
    validators = Optional.of(ofTheSameBytes);
  }

  void setUnchanged() {
    unchanged = true;
  }

  void setSignature(ReleaseSignature judged) {
    signature = Optional.of(judged);
  }

  void setReleases(ReleaseSet set) {
    releases = Optional.of(set);
  }

  void setSelection(IndexSelection chosen) {
    selection = Optional.of(chosen);
  }

  void addIndex(LocalIndex index) {
    indices.add(index);
  }
}
