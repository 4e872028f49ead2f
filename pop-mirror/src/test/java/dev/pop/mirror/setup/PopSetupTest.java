package dev.pop.mirror.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.mirror.estimator.SizeEstimator;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.service.Jobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
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
        .probe(false);
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
        .containsExactly("contract", "keyrings", "verify");
    assertThat(directory.resolve("pop/etc/systemd/pop-sync.service"))
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

  private static final Map<String, String> INFRA =
      Map.of(SetupAnswers.RELEASE, "jammy", SetupAnswers.ENTITLEMENTS, "infra");

  /** Is interrupted by whoever asks for the time, as by a signal between plan and writing. */
  private static Clock interrupting() {
    return new Clock() {
      @Override
      public Instant instant() {
        Thread.currentThread().interrupt();
        return Instant.EPOCH;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Test
  void call_interruptedWhileWriting_nothingIsLeft() throws Exception {
    PopSetup setup = setup(INFRA, "esm-infra: token").clock(interrupting());

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(setup::call)
        .withMessage("interrupted in the step tokens");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(directory.resolve("pop")).doesNotExist();
  }

  @Test
  void call_interruptedInTheEstimate_everythingAsBefore() throws Exception {
    setup(INFRA, "esm-infra: token").call();
    Tree before = Tree.of(directory);
    Thread caller = Thread.currentThread();
    MirrorEvents interrupt =
        new MirrorEvents() {
          @Override
          public void stageStarted(Stage stage, long files, long bytes) {
            caller.interrupt();
          }
        };
    Map<String, String> answers =
        Map.of(
            SetupAnswers.RELEASE, "focal",
            SetupAnswers.ENTITLEMENTS, "infra",
            SetupAnswers.MIRROR_HOST, "127.0.0.1",
            SetupAnswers.MIRROR_PORT, "1");
    PopSetup again =
        setup(answers, "esm-infra: renewed")
            .estimate(
                made ->
                    Jobs.on(Runnable::run, Clock.systemUTC())
                        .start(
                            Job.Kind.ESTIMATE,
                            made.settings(),
                            progress -> SizeEstimator.of(made).events(interrupt)));

    assertThatExceptionOfType(InterruptedException.class).isThrownBy(again::call);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(Tree.of(directory)).isEqualTo(before);
    assertThat(directory.resolve("pop/pop_resources.json")).content().contains("\"token\"");
  }

  @Test
  void call_estimateCancelled_everythingAsBefore() throws Exception {
    SetupReport report =
        setup(INFRA, "esm-infra: token")
            .estimate(
                made ->
                    Jobs.on(Runnable::run, Clock.systemUTC())
                        .start(
                            Job.Kind.ESTIMATE,
                            made.settings(),
                            progress -> {
                              SizeEstimator estimator = SizeEstimator.of(made);
                              estimator.cancel();
                              return estimator;
                            }))
            .call();

    assertThat(report.failed()).isTrue();
    assertThat(report.steps())
        .last()
        .extracting(SetupStep::name, SetupStep::detail)
        .containsExactly(
            "estimate", "it was cancelled before it began; everything is as it was before");
    assertThat(directory.resolve("pop")).doesNotExist();
  }

  @Test
  void call_listOfAGroup_staysReadableByIt() throws Exception {
    Files.write(directory.resolve("ubuntu-pro-esm-infra.gpg"), MirrorFixture.KEY.publicKeyring());
    setup(INFRA, "esm-infra: token").call();
    Path list = directory.resolve("pop/etc/mirror.list");
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r-----"));
    Object group = Files.getAttribute(list, "posix:group");

    SetupReport report = setup(INFRA, "esm-infra: renewed").call();

    assertThat(report.complete()).isTrue();
    assertThat(list).content().contains("bearer:renewed@");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
        .isEqualTo("rw-r-----");
    assertThat(Files.getAttribute(list, "posix:group")).isEqualTo(group);
  }

  @Test
  void call_credentialsToAPublicHost_isAFaultOfTheList() throws Exception {
    Map<String, String> answers = new HashMap<>(INFRA);
    answers.put(SetupAnswers.MIRROR_HOST, "mirror.example.com");

    SetupReport report = setup(answers, "esm-infra: token").call();

    assertThat(report.failed()).isFalse();
    assertThat(report.complete()).isFalse();
    assertThat(report.steps())
        .filteredOn(step -> step.name().equals("verify"))
        .singleElement()
        .satisfies(step -> assertThat(step.status()).isEqualTo(SetupStep.Status.WARNING))
        .satisfies(
            step ->
                assertThat(step.detail())
                    .contains("credentials over plain HTTP to the public host mirror.example.com"));
  }

  @Test
  void call_contractWithTrouble_warns() throws Exception {
    String contract =
        """
        {"contractInfo": {"resourceEntitlements": [
          {"type": "esm-infra", "entitled": true,
           "directives": {"aptURL": "https://127.0.0.1:1/infra/ubuntu", "suites": ["jammy-infra-updates"]}},
          {"type": "a", "entitled": true, "directives": {"aptURL": "https://h/x", "suites": ["jammy"]}},
          {"type": "b", "entitled": true, "directives": {"aptURL": "https://h/x", "suites": ["jammy"]}}]}}
        """;
    ProAccess access =
        new ProAccess(
            Optional.of(new ProAccess.Document("the contract", Secret.of(contract))),
            Optional.of(new ProAccess.Document("the tokens", Secret.of("esm-infra: token"))),
            Optional.empty());

    SetupReport report = setup(INFRA, "").access(access).call();

    assertThat(report.steps())
        .filteredOn(step -> step.name().equals("contract"))
        .singleElement()
        .satisfies(step -> assertThat(step.status()).isEqualTo(SetupStep.Status.WARNING))
        .satisfies(
            step ->
                assertThat(step.detail())
                    .contains("a and b share https://h/x/ubuntu jammy", "aptURL of esm-infra"));
    assertThat(directory.resolve("pop/etc/mirror.list"))
        .content()
        .contains("@127.0.0.1:1/infra/ubuntu/ jammy-infra-updates main")
        .doesNotContain("/ubuntu/ubuntu");
  }
}
