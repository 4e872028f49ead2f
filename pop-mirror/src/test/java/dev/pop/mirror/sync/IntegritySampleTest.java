package dev.pop.mirror.sync;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.report.HealthReport.Integrity;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IntegritySampleTest {
  private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");
  private static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";

  @TempDir Path directory;
  private MirrorFixture world;
  private MirrorList list;

  @BeforeEach
  void mirrorOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();
    list = world.list("deb [arch=amd64,src] URL jammy,jammy-updates main", "set integrity_days 10");
    world.completes(list);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** A check as a process of its own makes it: with nothing but what the last one wrote. */
  private Integrity check(Instant when) throws Exception {
    MirrorLayout layout = MirrorLayout.of(list.settings());
    HealthState memory = HealthState.read(layout.health(), when, warning -> {});
    Integrity found =
        new IntegritySample(list, layout, MirrorState.read(list.settings()), memory, when, 1)
            .check();
    memory.write(layout.health());
    return found;
  }

  @Test
  void check_daily_roundTakesAsLongAsItMay() throws Exception {
    int days = 0;
    Integrity found = check(START);
    long total = found.totalFiles();
    long most = found.checkedFiles();
    while (found.lastRoundFinished().isEmpty()) {
      days++;
      long before = found.checkedFiles();
      found = check(START.plus(Duration.ofDays(days)));
      most = Math.max(most, found.checkedFiles() - before);
    }

    assertThat(days).isBetween(7, 10);
    assertThat(found.checkedFiles()).isEqualTo(total);
    assertThat(most).isLessThan(total / 5);
  }

  @Test
  void check_everyMinute_noMoreThanIsDue() throws Exception {
    check(START);
    long before = check(START).checkedFiles();
    Integrity found = check(START.plus(Duration.ofMinutes(1)));

    assertThat(found.checkedFiles() - before).isEqualTo(1);
  }

  @Test
  void check_oneFaultyFile_foundOnceAndToldFromThenOn() throws Exception {
    Files.delete(world.root().resolve(HELLO));
    Set<String> told = new HashSet<>();
    Integrity found = check(START);
    for (int day = 1; found.lastRoundFinished().isEmpty(); day++) {
      found = check(START.plus(Duration.ofDays(day)));
      told.addAll(found.faulty());
    }

    assertThat(told).containsExactly(world.diskPath() + "/" + HELLO);
    assertThat(found.faulty()).containsExactly(world.diskPath() + "/" + HELLO);
  }

  @Test
  void check_neverAsked_noMoreThanAWeekAtOnce() throws Exception {
    check(START);
    Integrity found = check(START.plus(Duration.ofDays(365)));

    assertThat(found.checkedFiles()).isLessThan(found.totalFiles());
    assertThat(found.problems())
        .anySatisfy(
            it ->
                assertThat(it)
                    .returns(
                        Optional.of(Remedy.of(Remedy.Action.CHECK_MORE_OFTEN)), Problem::remedy)
                    .asString()
                    .contains("integrity_days"));
  }

  @Test
  void check_suiteLeftTheList_beginsAnew() throws Exception {
    check(START);
    list = world.list("deb [arch=amd64,src] URL jammy-updates main", "set integrity_days 10");

    Integrity found = check(START.plus(Duration.ofDays(1)));

    assertThat(found.roundStarted()).isEqualTo(START.plus(Duration.ofDays(1)));
    assertThat(found.problems()).isEmpty();
  }
}
