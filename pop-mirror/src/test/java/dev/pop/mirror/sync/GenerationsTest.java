package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pop.mirror.report.HealthReport.SuiteHealth;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import dev.pop.mirror.store.MirrorState.PublishedGeneration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Published generations have names. */
class GenerationsTest extends MirrorSyncFixture {
  private static final String LINE = "deb [arch=amd64] URL jammy main";

  private static Optional<String> generation(SyncReport report) {
    assertThat(report.repositories()).hasSize(1);
    return report.repositories().get(0).generation();
  }

  /** A mirror on another machine. */
  private MirrorList elsewhere(String... lines) throws Exception {
    return MirrorList.parse(
        world
            .listText(lines)
            .replace(world.base().toString(), directory.resolve("elsewhere").toString()),
        "mirror.list");
  }

  @Test
  void sync_onTwoMachines_givesTheSameName() throws Exception {
    Optional<String> here = generation(world.completes(world.list(LINE)));

    assertThat(here).hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{64}"));
    assertThat(generation(world.completes(elsewhere(LINE, "set nthreads 1")))).isEqualTo(here);
  }

  @Test
  void sync_ofOtherContentOrOtherWants_givesAnotherName() throws Exception {
    Optional<String> first = generation(world.completes(world.list(LINE)));
    Optional<String> more =
        generation(world.completes(elsewhere("deb [arch=amd64,src] URL jammy main")));
    world.replaceHello();
    Optional<String> next = generation(world.completes(world.list(LINE)));

    assertThat(List.of(first, more, next)).doesNotHaveDuplicates();
  }

  @Test
  void sync_withNothingToDo_reportsTheNameOfWhatIsPublished() throws Exception {
    Optional<String> first = generation(world.completes(world.list(LINE)));

    SyncReport again = world.completes(world.list(LINE));

    assertThat(again.repositories())
        .extracting(SuiteReport::status)
        .containsExactly(SuiteReport.Status.UNCHANGED);
    assertThat(generation(again)).isEqualTo(first);
    assertThat(MirrorHealth.of(world.list(LINE)).call().repositories())
        .extracting(SuiteHealth::generation)
        .containsExactly(first);
  }

  @Test
  void suiteWithoutRelease_hasANameToo() throws Exception {
    for (String name : List.of("InRelease", "Release", "Release.gpg")) {
      Files.delete(world.archive().root().resolve("dists/jammy").resolve(name));
    }
    MirrorList list = world.list(LINE.replace("amd64", "amd64 trusted=yes"));

    assertThat(generation(world.sync(list))).isPresent().isNotEqualTo(Optional.of(""));
  }

  @Test
  void manifestOfAnOlderVersion_isNamedWhenItsFilesAreLookedAt() throws Exception {
    MirrorList list = world.list(LINE);
    Optional<String> first = generation(world.completes(list));
    Path manifest =
        MirrorLayout.of(list.settings()).manifest(list.repositories().get(0), list.suites().get(0));
    Files.write(
        manifest,
        Files.readAllLines(manifest).stream()
            .filter(line -> !line.startsWith("Generation: "))
            .toList());
    assertThat(generation(world.completes(list))).isEmpty();

    Clock later = Clock.offset(Clock.systemUTC(), list.settings().watch().presence());

    assertThat(generation(MirrorSync.of(list).clock(later).call())).isEqualTo(first);
  }

  @Test
  void generations_byTheFirstDigits_areFound() throws Exception {
    MirrorList list = world.list(LINE);
    String id = generation(world.completes(list)).orElseThrow();
    MirrorState state = MirrorState.read(list.settings());

    assertThat(state.generations(list.repositories(), id.substring(0, 8)))
        .singleElement()
        .satisfies(found -> assertThat(found.id().hex()).isEqualTo(id))
        .extracting(PublishedGeneration::suite)
        .isEqualTo(list.suites().get(0));
    assertThat(state.generations(list.repositories(), "00000000")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> state.generations(list.repositories(), id.substring(0, 7)));
  }
}
