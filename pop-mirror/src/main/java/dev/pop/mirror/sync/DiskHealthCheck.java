package dev.pop.mirror.sync;

import dev.pop.core.io.ByteSize;
import dev.pop.core.io.DiskSpace;
import dev.pop.mirror.report.HealthReport.Disk;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.sync.HealthState.Space;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at how much of the disk is left, and how long that will do. */
final class DiskHealthCheck {
  /** A mirror that is kept up to date needs so much, or this part of a smaller disk. */
  private static final long LOW_BYTES = 10L << 30;

  private static final double LOW_PART = 0.05;

  /** Of the above, when a run can hardly fetch anything. */
  private static final int FULL_PART = 10;

  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration BETWEEN_SPACES = Duration.ofHours(12);
  private static final Duration SPACES_STAY = Duration.ofDays(60);

  /** Less tells nothing about days to come. */
  private static final Duration LEAST_HISTORY = Duration.ofDays(2);

  private static final double SECONDS_PER_DAY = 86_400;

  /** Longer forecasts are none. */
  private static final double MOST_DAYS = 3650;

  private final HealthState memory;
  private final Instant now;

  DiskHealthCheck(HealthState memory, Instant now) {
    this.memory = memory;
    this.now = now;
  }

  Disk check(Path mirror, DiskSpace disk) {
    Space current = new Space(now, disk.totalBytes() - disk.availableBytes());
    remember(current);
    Optional<Long> growth = growthPerDay();
    Optional<Instant> full =
        growth
            .filter(bytes -> bytes > 0 && disk.availableBytes() / (double) bytes < MOST_DAYS)
            .map(bytes -> fullAt(disk.availableBytes() / (double) bytes));
    long low = (long) Math.min(LOW_BYTES, disk.totalBytes() * LOW_PART);
    List<Problem> problems = new ArrayList<>();
    Status status = Status.HEALTHY;
    String advice = "; enlarge it, or mirror less";
    if (disk.availableBytes() < low) {
      status = disk.availableBytes() < low / FULL_PART ? Status.UNHEALTHY : Status.DEGRADED;
      problems.add(
          new Problem(
              "the disk is nearly full: "
                  + ByteSize.iec(disk.availableBytes())
                  + " of "
                  + ByteSize.iec(disk.totalBytes())
                  + " are left"
                  + advice,
              Remedy.Action.CLEAN_UP));
    }
    if (full.isPresent() && full.get().isBefore(now.plus(SOON))) {
      status = status.and(Status.DEGRADED);
      problems.add(
          new Problem(
              "the disk fills up by "
                  + ByteSize.iec(growth.orElseThrow())
                  + " a day and will be full on "
                  + full.get()
                  + advice,
              Remedy.Action.CLEAN_UP));
    }
    return new Disk(
        mirror.toString(),
        status,
        disk.totalBytes(),
        disk.availableBytes(),
        growth,
        full,
        problems);
  }

  private Instant fullAt(double days) {
    return now.plusSeconds((long) (days * SECONDS_PER_DAY));
  }

  /** Keeps few enough to be read at once, and the last one always of now. */
  private void remember(Space current) {
    List<Space> spaces = memory.spaces;
    spaces.removeIf(
        space -> space.when().plus(SPACES_STAY).isBefore(now) || space.when().isAfter(now));
    int last = spaces.size() - 1;
    boolean replaces =
        last >= 1
            && spaces.get(last - 1).when().plus(BETWEEN_SPACES).isAfter(spaces.get(last).when());
    if (replaces) {
      spaces.remove(last);
    }
    spaces.add(current);
  }

  /** The slope of the line that fits best. */
  private Optional<Long> growthPerDay() {
    List<Space> spaces = memory.spaces;
    Instant first = spaces.get(0).when();
    if (Duration.between(first, now).compareTo(LEAST_HISTORY) < 0) {
      return Optional.empty();
    }
    double meanDays = spaces.stream().mapToDouble(space -> days(first, space)).average().orElse(0);
    double meanBytes = spaces.stream().mapToDouble(Space::usedBytes).average().orElse(0);
    double together = 0;
    double alone = 0;
    for (Space space : spaces) {
      double days = days(first, space) - meanDays;
      together += days * (space.usedBytes() - meanBytes);
      alone += days * days;
    }
    return Optional.of(Math.round(together / alone));
  }

  private static double days(Instant first, Space space) {
    return Duration.between(first, space.when()).toSeconds() / SECONDS_PER_DAY;
  }
}
