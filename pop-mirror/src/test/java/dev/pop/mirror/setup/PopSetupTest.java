package dev.pop.mirror.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.mirror.repository.MirrorListException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopSetupTest {
  @TempDir Path directory;

  private PopSetup setup(Map<String, String> answers, String tokens) {
    ProAccess.Document document = new ProAccess.Document("the tokens", Secret.of(tokens));
    return PopSetup.of(new PopPaths(directory.resolve("pop")), new SetupAnswers(answers))
        .access(new ProAccess(Optional.empty(), Optional.of(document), Optional.empty()))
        .keyrings(List.of(directory))
        .program(Path.of("/opt/my pop/bin/pop"))
        .estimate(false);
  }

  @Test
  void call_withoutContract_followsTheCatalogueAndWarns() throws Exception {
    SetupReport report =
        setup(
                Map.of(SetupAnswers.RELEASE, "jammy", SetupAnswers.ENTITLEMENTS, "infra"),
                "esm-infra: token")
            .call();

    assertThat(report.failed()).isFalse();
    assertThat(report.steps())
        .filteredOn(step -> step.status() == SetupStep.Status.WARNING)
        .extracting(SetupStep::name)
        .containsExactly("contract", "keyrings");
    assertThat(directory.resolve("pop/etc/systemd/pop-mirror.service"))
        .content()
        .contains("ExecStart=\"/opt/my pop/bin/pop\" sync --pop-dir ");
    assertThat(RcFile.read(directory.resolve("pop/pop.rc")))
        .containsEntry("POP_MIRROR_POCKETS", "release,updates,security")
        .containsEntry("POP_MIRROR_HOST", "");
  }

  @Test
  void call_faultyAnswers_nothingWritten() throws Exception {
    PopSetup setup =
        setup(
            Map.of(
                SetupAnswers.RELEASE, "jammy",
                SetupAnswers.ENTITLEMENTS, "infra",
                SetupAnswers.ARCHITECTURES, "vax"),
            "esm-infra: token");

    assertThatExceptionOfType(MirrorListException.class)
        .isThrownBy(setup::call)
        .withMessageContaining("'vax'");
    assertThat(Files.exists(directory.resolve("pop"))).isFalse();
  }

  @Test
  void ownLines_timestampAndCredentialsDoNotCount() {
    String made = "# 2026-01-01T00:00:00.000000\ndeb https://bearer:a@h/x/ s main\n";
    String text = "# 2025-01-01T00:00:00.000000\ndeb https://bearer:b@h/x/ s main\nset a b\n";

    assertThat(ListText.ownLines(text, made)).containsExactly("set a b");
  }
}
