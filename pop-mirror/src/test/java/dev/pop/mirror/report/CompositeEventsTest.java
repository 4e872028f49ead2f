package dev.pop.mirror.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositeEventsTest {
  private final List<String> heard = new ArrayList<>();

  private final MirrorEvents sound =
      new MirrorEvents() {
        @Override
        public void stageFinished(Stage stage) {
          heard.add("finished " + stage);
        }

        @Override
        public void warning(String text) {
          heard.add("warning " + text);
        }
      };

  private static MirrorEvents throwing(Error failure) {
    return new MirrorEvents() {
      @Override
      public void stageFinished(Stage stage) {
        throw failure;
      }
    };
  }

  private static final MirrorEvents THROWING =
      new MirrorEvents() {
        @Override
        public void stageFinished(Stage stage) {
          throw new IllegalStateException("with a secret");
        }
      };

  @Test
  void listenerThatThrows_othersHearAllAndAreToldOnce() {
    MirrorEvents all = MirrorEvents.all(THROWING, sound);

    all.stageFinished(Stage.INDEX);
    all.stageFinished(Stage.ARCHIVE);

    assertThat(heard)
        .containsExactly(
            "warning a listener fails, and may miss events", "finished INDEX", "finished ARCHIVE");
  }

  @Test
  void listenersOfListeners_areGuardedOnceEach() {
    MirrorEvents all =
        MirrorEvents.all(MirrorEvents.all(sound, throwing(new AssertionError())), THROWING);

    all.stageFinished(Stage.INDEX);
    all.stageFinished(Stage.INDEX);

    assertThat(heard).filteredOn(line -> line.startsWith("warning")).hasSize(2);
    assertThat(heard).filteredOn(line -> line.startsWith("finished")).hasSize(2);
  }

  @Test
  void warningThatThrowsToo_doesNoHarm() {
    MirrorEvents hopeless =
        new MirrorEvents() {
          @Override
          public void stageFinished(Stage stage) {
            throw new IllegalStateException();
          }

          @Override
          public void warning(String text) {
            throw new IllegalStateException();
          }
        };

    MirrorEvents.all(hopeless, THROWING, sound).stageFinished(Stage.INDEX);

    assertThat(heard).last().isEqualTo("finished INDEX");
  }
}
