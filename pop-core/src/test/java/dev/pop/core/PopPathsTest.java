package dev.pop.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PopPathsTest {
  @Test
  void newPopPaths_everyPlaceIsBelowPopDir() {
    PopPaths paths = new PopPaths(Path.of("/srv/pop"));

    assertThat(paths.popJson()).hasToString("/srv/pop/pop.json");
    assertThat(paths.resourcesJson()).hasToString("/srv/pop/pop_resources.json");
    assertThat(paths.mirrorList()).hasToString("/srv/pop/etc/mirror.list");
    assertThat(paths.authFile()).hasToString("/srv/pop/etc/apt/auth.conf.d/91ubuntu-pro");
    assertThat(paths.trustedKeys()).hasToString("/srv/pop/etc/apt/trusted.gpg.d");
    assertThat(paths.rcFile()).hasToString("/srv/pop/pop.rc");
    assertThat(paths.toMap()).containsEntry("pop_log", "/srv/pop/pop.log");
    assertThat(paths.www()).hasToString("/srv/pop/www");
    assertThat(paths.ssl()).hasToString("/srv/pop/etc/ssl");
    assertThat(paths.basePath()).hasToString("/var/spool/apt-mirror");
  }

  @Test
  void of_takesOverPythonDictionary() {
    PopPaths paths =
        PopPaths.of(
            Map.of(
                "pop_dir", "/opt/pop",
                "pop_apt_mirror_list", "/etc/apt/mirror.list",
                "pop_mirror_dir", "/data/mirror",
                "pop_debs_dir", "/opt/debs"));

    assertThat(paths.mirrorList()).hasToString("/etc/apt/mirror.list");
    assertThat(paths.basePath()).hasToString("/data/mirror");
    assertThat(paths.popJson()).hasToString("/opt/pop/pop.json");
    assertThat(paths.toMap())
        .containsEntry("pop_debs_dir", "/opt/debs")
        .containsEntry("pop_cron_file", "/opt/pop/etc/cron.d/pop-mirror");
  }

  @Test
  void of_mapOfToMap_isTheSame() {
    PopPaths paths = PopPaths.of(Map.of("pop_dir", "/opt/pop", "ssl", "/tls"));

    assertThat(PopPaths.of(paths.toMap())).isEqualTo(paths);
  }

  @Test
  void of_emptyMap_isTheDefault() {
    assertThat(PopPaths.of(Map.of())).isEqualTo(new PopPaths(PopPaths.DEFAULT_POP_DIR));
  }

  @Test
  void of_unknownKey_isNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PopPaths.of(Map.of("pop_jsn", "/x")))
        .withMessageContaining("'pop_jsn'");
  }

  @Test
  void of_badValue_namesKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PopPaths.of(Map.of("pop_log", " ")))
        .withMessageContaining("'pop_log'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PopPaths.of(Map.of("pop_json", "a\0b")))
        .withMessageContaining("'pop_json'");
  }

  @Test
  void of_onePlaceByTwoKeys_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PopPaths.of(Map.of("mirror_list", "/a", "pop_apt_mirror_list", "/b")))
        .withMessageContaining("pop_apt_mirror_list");
  }
}
