package dev.pop.mirror.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.Diagnostic;
import java.nio.file.Path;

class MirrorListFuzzTest {
  private static final String PASSWORD = "Marker4Password";

  /** Spares the question to dpkg, and puts a secret where a message could pick it up. */
  private static final String BEFORE =
      "set defaultarch amd64\ndeb http://bearer:" + PASSWORD + "@one.example/u jammy main\n";

  @FuzzTest
  void parse_anyText_readOrEveryFaultNamed(byte[] input) {
    MirrorList list;
    try {
      list = MirrorList.parse(BEFORE + new String(input, UTF_8), "mirror.list");
    } catch (MirrorListException e) {
      assertThat(e.faults()).isNotEmpty().allSatisfy(MirrorListFuzzTest::isKnownAbsent);
      return;
    }
    assertThat(list.warnings()).allSatisfy(MirrorListFuzzTest::isKnownAbsent);
    assertThat(list.toString()).doesNotContain(PASSWORD);
    assertThat(list.repositories()).isNotEmpty();
    for (Repository repository : list.repositories()) {
      isInside(repository.diskPath());
      repository.suites().forEach(suite -> isInside(suite.name()));
    }
    list.cleanPaths().forEach(MirrorListFuzzTest::isInside);
    list.skipCleanPaths().forEach(MirrorListFuzzTest::isInside);
  }

  private static void isKnownAbsent(Diagnostic fault) {
    assertThat(fault.toString())
        .doesNotContain(PASSWORD)
        .matches(text -> text.chars().noneMatch(Character::isISOControl), "has no control");
  }

  static void isInside(String path) {
    Path root = Path.of("/mirror");
    assertThat(root.resolve(path).normalize().toString()).startsWith(root.toString());
  }
}
