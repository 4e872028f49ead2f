package dev.pop.mirror.sync;

import dev.pop.core.PopException;
import dev.pop.core.io.DiskSpace;
import dev.pop.core.io.IoErrors;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.HealthReport.Disk;
import dev.pop.mirror.report.HealthReport.Expiry;
import dev.pop.mirror.report.HealthReport.Integrity;
import dev.pop.mirror.report.HealthReport.Retired;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.DiskFailure;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.RetiredArchive;
import dev.pop.mirror.store.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at how a mirror is: whether its suites are there, up to date and valid, whether its files
 * still have the bytes that they must have, what is about to expire, and how long the disk will do.
 *
 * <p>It asks no server, takes no lock, and writes nothing but what it remembers itself; it may run
 * at any time, also beside a sync.
 */
public final class MirrorHealth {
  private final MirrorList list;
  private final MirrorLayout layout;
  private Clock clock = Clock.systemUTC();
  private DiskSpace.Probe space = DiskSpace::of;
  private Optional<Path> contract = Optional.empty();
  private Consumer<String> warnings = warning -> {};

  private MirrorHealth(MirrorList list) {
    this.list = list;
    this.layout = MirrorLayout.of(list.settings());
  }

  /** A look at everything that the list names. */
  public static MirrorHealth of(MirrorList list) {
    return new MirrorHealth(list);
  }

  /** Takes the time from {@code clock}. */
  public MirrorHealth clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  /** Also looks at when this contract ends; it need not be there. */
  public MirrorHealth contract(Path file) {
    this.contract = Optional.of(file);
    return this;
  }

  /** Tells {@code listener}, in one sentence each, what of the look could not be remembered. */
  public MirrorHealth warnings(Consumer<String> listener) {
    this.warnings = listener;
    return this;
  }

  /** For tests. */
  MirrorHealth space(DiskSpace.Probe other) {
    this.space = other;
    return this;
  }

  /**
   * Looks.
   *
   * @throws PopException if the mirror's own memory cannot be read
   * @throws InterruptedException if the thread was interrupted
   */
  public HealthReport call() throws PopException, InterruptedException {
    try {
      return look();
    } catch (IOException e) {
      throw DiskFailure.reading(e);
    }
  }

  private HealthReport look() throws IOException, InterruptedException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS); // for people
    MirrorState state = MirrorState.read(list.settings());
    HealthState memory = HealthState.read(layout.health(), now, warnings);
    Integrity integrity =
        new IntegritySample(list, layout, state, memory, now, IntegritySample.LEAST_COST).check();
    ReleaseTrust trust = new ReleaseTrust(list.settings().keyrings(), clock, warning -> {});
    ExpiryHealthCheck expiry = new ExpiryHealthCheck(trust, clock);
    contract.ifPresent(expiry::contract);
    SuiteHealthCheck watch =
        new SuiteHealthCheck(
            list.settings(),
            state,
            LastRuns.in(layout.reports(), now),
            memory,
            trust,
            expiry,
            RunFile.in(layout).killed(),
            CredentialState.read(layout.credentials()),
            now);
    List<SuiteHealth> suites = new ArrayList<>();
    for (Repository repository : list.repositories()) {
      for (Suite suite : repository.suites()) {
        suites.add(watch.check(repository, suite));
      }
    }
    Disk disk =
        new DiskHealthCheck(memory, now).check(layout.mirrorPath(), space.of(layout.mirrorPath()));
    boolean remembers = Files.isWritable(layout.own());
    if (remembers) {
      remember("how far the look came", () -> memory.write(layout.health()));
    }
    Status status = disk.status().and(integrity.status());
    for (SuiteHealth suite : suites) {
      status = status.and(suite.status());
    }
    for (Expiry end : expiry.expiries()) {
      status = status.and(end.status());
    }
    HealthReport report =
        new HealthReport(status, now, suites, expiry.expiries(), disk, integrity, retired(state));
    if (remembers) {
      remember("the metrics", () -> new MetricsFile(list, warnings).add(report));
    }
    return report;
  }

  private List<Retired> retired(MirrorState state) throws IOException {
    List<Retired> retired = new ArrayList<>();
    for (RetiredArchive archive : state.retiredArchives(list.repositories())) {
      if (Files.isDirectory(layout.mirrorPath().resolve(archive.diskPath()))) {
        FileTable files = archive.files();
        retired.add(new Retired(archive.diskPath(), files.count(), files.totalBytes()));
      }
    }
    return retired;
  }

  /** Writes something. */
  private interface Writing {
    void run() throws IOException;
  }

  /** What cannot be written, on a full disk above all, must not keep the report back. */
  private void remember(String what, Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      warnings.accept(what + " cannot be written: " + IoErrors.describe(e));
    }
  }
}
