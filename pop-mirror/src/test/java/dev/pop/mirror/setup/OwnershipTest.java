package dev.pop.mirror.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.core.io.Owners;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who runs the services that a setup writes, and what they may. */
class OwnershipTest {
  @TempDir Path directory;
  private Path base;
  private final Set<String> users = new TreeSet<>();
  private final List<String> given = new ArrayList<>();

  private final SystemAccounts accounts =
      new SystemAccounts() {
        @Override
        public boolean exists(String name) {
          return users.contains(name);
        }

        @Override
        public void create(String name) {
          users.add(name);
        }

        @Override
        public void giveTree(Path tree, String user, String group) {
          given.add(user + ":" + group + " " + directory.relativize(tree) + "/**");
        }

        @Override
        public void give(Path file, String user, String group) {
          given.add(user + ":" + group + " " + directory.relativize(file));
        }
      };

  @BeforeEach
  void keyring() throws IOException {
    base = directory.resolve("spool");
    Files.write(directory.resolve("ubuntu-pro-esm-infra.gpg"), MirrorFixture.KEY.publicKeyring());
  }

  private SetupReport setup() throws Exception {
    Map<String, String> answers =
        new HashMap<>(Map.of(SetupAnswers.RELEASE, "jammy", SetupAnswers.ENTITLEMENTS, "infra"));
    PopPaths paths =
        PopPaths.of(
            Map.of(
                "pop_dir", directory.resolve("pop").toString(), "pop_mirror_dir", base.toString()));
    return PopSetup.of(paths, new SetupAnswers(answers))
        .access(
            new ProAccess(
                Optional.empty(),
                Optional.of(new ProAccess.Document("tokens", Secret.of("esm-infra: token"))),
                Optional.empty()))
        .keyrings(List.of(directory))
        .program(Path.of("/opt/pop/bin/pop"))
        .accounts(accounts)
        .probe(false)
        .call();
  }

  private Path unit(String name) {
    return directory.resolve("pop/etc/systemd").resolve(name);
  }

  private static String detail(SetupReport report, String step) {
    return report.steps().stream()
        .filter(it -> it.name().equals(step))
        .map(SetupStep::toString)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void basePathOfRoot_getsAUserOfItsOwn() throws Exception {
    SetupReport report = setup();
    setup();

    assertThat(report.failed()).isFalse();
    if (!Owners.isRoot()) { // whose mirror it is anyway
      assertThat(unit("pop-sync.service"))
          .content()
          .contains("User=" + System.getProperty("user.name") + "\n");
      assertThat(given).isEmpty();
      return;
    }
    assertThat(users).containsExactly("pop");
    assertThat(unit("pop-sync.service")).content().contains("User=pop\nGroup=pop\n");
    assertThat(given)
        .contains(
            "pop:pop spool/mirror/**",
            "pop:pop spool/skel/**",
            "pop:pop spool/var/**",
            "pop:pop pop/**",
            "pop:pop pop/etc/mirror.list/**",
            "pop:pop spool");
    assertThat(detail(report, "owner")).contains("made the user pop");
  }

  @Test
  void basePathHoldsMoreThanTheMirror_isNotGivenAway() throws Exception {
    Files.createDirectories(base.resolve("home"));

    SetupReport report = setup();

    assertThat(given).doesNotContain("pop:pop spool");
    if (Owners.isRoot()) {
      assertThat(detail(report, "owner")).contains("it holds other things too (home)");
    }
  }

  @Test
  void basePathOfAnotherUser_isRunByThatUser() throws Exception {
    Files.createDirectories(base);
    if (Owners.isRoot()) {
      Files.setAttribute(base, "unix:uid", 65534);
      Files.setAttribute(base, "unix:gid", 65534);
    }

    setup();

    String owner = Files.getOwner(base).getName();
    assertThat(unit("pop-sync.service")).content().contains("User=" + owner + "\n");
    assertThat(unit("pop-health.service")).content().contains("User=" + owner + "\n");
    assertThat(users).isEmpty();
  }

  @Test
  void units_areSoundAndHardened() throws Exception {
    setup();
    // systemd looks whether the program is there
    for (String name : List.of("pop-sync.service", "pop-health.service")) {
      String text = Files.readString(unit(name));
      assertThat(text)
          .contains(
              "RequiresMountsFor=" + base + " " + directory.resolve("pop"),
              "ReadWritePaths=" + base + " " + directory.resolve("pop"),
              "CacheDirectory=pop",
              "OnFailure=",
              "NoNewPrivileges=yes")
          .doesNotContain("MemoryDenyWriteExecute");
      Files.writeString(
          unit(name),
          text.replace("/opt/pop/bin/pop", "/bin/true").replaceAll("(User|Group)=.*", "$1=nobody"));
    }
    assertThat(Files.readString(unit("pop-sync.service")))
        .contains("LoadCredential=mirror.list:" + directory.resolve("pop/etc/mirror.list"))
        .contains(" --mirror-list %d/mirror.list ");

    for (String name : List.of("pop-sync", "pop-health")) {
      for (String ending : List.of(".service", ".timer")) {
        Tool.in(directory)
            .succeeds("systemd-analyze", "verify", "--man=no", unit(name + ending).toString());
      }
      Tool.in(directory)
          .succeeds(
              "systemd-analyze",
              "security",
              "--offline=true",
              "--threshold=20",
              "--no-pager",
              unit(name + ".service").toString());
    }
  }

  @Test
  void unitsOfTheOldName_areTakenOver() throws Exception {
    Files.createDirectories(unit("x").getParent());
    Files.writeString(
        unit("pop-mirror.service"),
        "[Unit]\nDescription=x\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/pop sync\nNice=10\n");
    Files.writeString(unit("pop-mirror.timer"), "[Timer]\nOnCalendar=*-*-* 03:00\n");

    setup();

    assertThat(unit("pop-mirror.service")).doesNotExist();
    assertThat(unit("pop-mirror.timer")).doesNotExist();
    assertThat(unit("pop-sync.service")).content().contains("/opt/pop/bin/pop sync", "\nNice=10\n");
    assertThat(unit("pop-sync.timer")).hasContent("[Timer]\nOnCalendar=*-*-* 03:00");
  }
}
