package dev.pop.mirror.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.base.Splitter;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.SourceLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class Deb822SourcesFuzzTest {
  private static final String NAME = "a.sources";

  private static final Deb822Sources.Sink CHECK =
      new Deb822Sources.Sink() {
        @Override
        public void source(SourceLine line, SourcePosition position) {
          MirrorListFuzzTest.isInside(line.url().diskPath());
          line.suites().forEach(suite -> MirrorListFuzzTest.isInside("dists/" + suite));
          assertThat(position.line()).isPositive();
        }

        @Override
        public void option(
            String command, String url, List<String> values, SourcePosition position) {
          assertThat(position.line()).isPositive();
        }
      };

  @FuzzTest
  void read_anyText_readOrEveryFaultNamed(byte[] input) {
    String text = new String(input, UTF_8);
    ListFiles.Part part =
        new ListFiles.Part(NAME, Optional.of(Path.of(NAME)), Splitter.on('\n').splitToList(text));
    Diagnostics diagnostics = new Diagnostics(ListFiles.ofText(text, NAME));

    new Deb822Sources(part, CHECK, diagnostics).read();

    assertThat(diagnostics.faults())
        .allMatch(fault -> fault.toString().chars().noneMatch(Character::isISOControl));
  }
}
