package dev.pop.mirror.sync;

import static java.util.Objects.requireNonNull;

import dev.pop.core.Operation;
import dev.pop.core.PopException;
import dev.pop.core.io.DiskSpace;
import dev.pop.core.io.IoErrors;
import dev.pop.core.pro.Contract;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.HealthReport.Disk;
import dev.pop.mirror.report.HealthReport.Expiry;
import dev.pop.mirror.report.HealthReport.Integrity;
import dev.pop.mirror.report.HealthReport.Retired;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import dev.pop.mirror.report.MirrorEvents;
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
import java.util.function.Consumer;

/**
 * Looks at how a mirror is: whether its suites are there, up to date and valid, whether its files
 * still have the bytes that they must have, what is about to expire, and how long the disk will do.
 *
 * <p>It asks no server, takes no lock, and writes nothing but what it remembers itself; it may run
 * at any time, also beside a sync. {@link #call} throws a {@link PopException} if the mirror's own
 * memory cannot be read.
 */
public final class MirrorHealth extends Operation<HealthReport> {
  private final MirrorList list;
  private final MirrorLayout layout;
  private Clock clock = Clock.systemUTC();
  private DiskSpace.Probe space = DiskSpace::of;
  private Consumer<ExpiryHealthCheck> contract = expiry -> {};
  private MirrorEvents events = MirrorEvents.NONE;

  private MirrorHealth(MirrorList list) {
    this.list = requireNonNull(list, "list");
    this.layout = MirrorLayout.of(list.settings());
  }

  /** A look at everything that the list names. */
  public static MirrorHealth of(MirrorList list) {
    return new MirrorHealth(list);
  }

  /** Takes the time from {@code clock}. */
  public MirrorHealth clock(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    return this;
  }

  /** Also looks at when this contract ends; it need not be there. */
  public MirrorHealth contract(Path file) {
    requireNonNull(file, "file");
    this.contract = expiry -> expiry.contract(file);
    return this;
  }

  /** Also looks at when this contract ends, in place of one in a file. */
  public MirrorHealth contract(Contract held) {
    requireNonNull(held, "held");
    this.contract = expiry -> expiry.contract("contract", held);
    return this;
  }

  /** Warns {@code events} of what of the look could not be remembered. */
  public MirrorHealth events(MirrorEvents events) {
    this.events = MirrorEvents.all(requireNonNull(events, "events"));
    return this;
  }

  /** For tests. */
  MirrorHealth space(DiskSpace.Probe other) {
    this.space = other;
    return this;
  }

  @Override
  protected HealthReport work() throws IOException, InterruptedException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS); // for people
    MirrorState state = MirrorState.read(list.settings());
    HealthState memory = HealthState.read(layout.health(), now, events::warning);
    Integrity integrity =
        new IntegritySample(list, layout, state, memory, now, IntegritySample.LEAST_COST).check();
    ReleaseTrust trust = new ReleaseTrust(list.settings().keyrings(), clock, warning -> {});
    ExpiryHealthCheck expiry = new ExpiryHealthCheck(trust, clock);
    contract.accept(expiry);
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
        checkInterrupt();
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
      remember("the metrics", () -> new MetricsFile(list, events::warning).add(report));
    }
    return report;
  }

  @Override
  protected PopException failure(IOException e) {
    return DiskFailure.reading(e);
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
      events.warning(what + " cannot be written: " + IoErrors.describe(e));
    }
  }
}
