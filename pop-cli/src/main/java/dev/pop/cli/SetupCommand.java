package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.io.ShellWord;
import dev.pop.core.pro.Keyrings;
import dev.pop.mirror.report.JsonForm;
import dev.pop.mirror.repository.Strictness;
import dev.pop.mirror.setup.PopSetup;
import dev.pop.mirror.setup.SetupException;
import dev.pop.mirror.setup.SetupReport;
import dev.pop.mirror.setup.SetupStep;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code pop setup}. */
@Parameters(commandDescription = "set up this PoP; run again to change it")
final class SetupCommand implements Command {
  @ParametersDelegate final ListOptions list = new ListOptions();

  @Parameter(
      names = "--answers",
      placeholder = "FILE",
      description = "answers as KEY=VALUE lines, with the keys of pop.rc")
  @Nullable Path answers;

  @Parameter(
      names = "--contract-url",
      placeholder = "URL",
      description = "contract API for POP_CONTRACT_TOKEN (default: Canonical's)")
  @Nullable String contractUrl;

  @Parameter(
      names = "--keyrings",
      placeholder = "DIR",
      description = "directory of keyrings (default: /usr/share/keyrings)")
  @Nullable Path keyrings;

  @Parameter(
      names = "--systemd",
      placeholder = "DIR",
      description = "directory for the systemd units (default: etc/systemd in the pop directory)")
  @Nullable Path systemd;

  @Parameter(names = "--no-probe", description = "skip the check of upstreams and tokens")
  boolean noProbe;

  @Parameter(names = "--no-estimate", description = "skip the size estimate")
  boolean noEstimate;

  @Parameter(names = "--sync", description = "run the first sync after setup")
  boolean sync;

  @Override
  public int run(Session session) throws PopException, IOException, InterruptedException {
    if (sync && session.options().json) {
      throw new UsageException("--sync and --json exclude each other: run 'pop sync --json' after");
    }
    try {
      return setUp(session);
    } catch (SetupException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private int setUp(Session session) throws PopException, IOException, InterruptedException {
    SetupQuestions questions = new SetupQuestions(this, session);
    PopPaths paths = questions.paths();
    PopSetup setup =
        PopSetup.of(paths, questions.answers())
            .access(questions.access())
            .anotherToken(questions::anotherToken)
            .keyrings(List.of(keyrings == null ? Keyrings.SYSTEM : keyrings))
            .program(program())
            .probe(!noProbe)
            .clock(session.clock());
    if (!noEstimate) {
      setup.estimate(made -> EstimateCommand.start(session, made));
    }
    session.surroundings().accounts().ifPresent(setup::accounts);
    SetupReport report = setup.call();
    int code = code(report);
    Path units =
        questions
            .answers()
            .get("POP_SYSTEMD_DIR")
            .map(Path::of)
            .orElse(PopSetup.systemd(paths.popDir()));
    List<String> next = report.failed() ? List.of() : next(paths, units);
    session.result(json(report, next), words(report, next));
    if (!sync || report.failed()) {
      return code;
    }
    List<String> args =
        List.of(
            "sync",
            "--pop-dir",
            paths.popDir().toString(),
            "--mirror-list",
            paths.mirrorList().toString());
    session.out().flush();
    int synced =
        new SyncCommand()
            .run(session, session.of(args).ownedList(paths.mirrorList(), Strictness.RUN));
    return synced == ExitCode.DONE ? code : synced;
  }

  private static int code(SetupReport report) {
    if (report.failed()) {
      return ExitCode.FAILED;
    }
    return report.complete() ? ExitCode.DONE : ExitCode.PARTIAL;
  }

  private List<String> next(PopPaths paths, Path units) {
    String sync =
        word(program())
            + " sync --pop-dir "
            + word(paths.popDir())
            + " --mirror-list "
            + word(paths.mirrorList());
    return List.of(
        sync,
        "systemctl link "
            + Stream.of(
                    "pop-sync.service", "pop-sync.timer", "pop-health.service", "pop-health.timer")
                .map(unit -> word(units.resolve(unit)))
                .collect(Collectors.joining(" ")),
        "systemctl enable --now pop-sync.timer pop-health.timer");
  }

  private static String word(Path file) {
    return ShellWord.of(file.toString());
  }

  private static JsonForm json(SetupReport report, List<String> next) {
    return json ->
        json.put("status", report.failed() ? "failed" : report.complete() ? "complete" : "partial")
            .put("steps", report.steps())
            .put("probes", report.probes())
            .put("estimate", report.estimate())
            .put("next", next);
  }

  private static String words(SetupReport report, List<String> next) {
    StringBuilder words = new StringBuilder();
    for (SetupStep step : report.steps()) {
      words.append(
          String.format(
              "%-10s %-12s %s%n",
              step.status().name().toLowerCase(Locale.ROOT), step.name(), step.detail()));
    }
    if (!next.isEmpty()) {
      words.append("next:\n  ").append(String.join("\n  ", next));
    }
    return words.toString().strip();
  }

  /** The program as it was unpacked: {@code bin/pop} beside the {@code lib} of this class. */
  static Path program() {
    return Optional.ofNullable(SetupCommand.class.getProtectionDomain().getCodeSource())
        .flatMap(source -> program(source.getLocation()))
        .orElse(Path.of("/usr/bin/pop"));
  }

  /**
   * @param jar the URL of a jar in {@code lib}, where some characters are escaped
   */
  static Optional<Path> program(URL jar) {
    try {
      return Optional.of(Path.of(jar.toURI()).resolve("../../bin/pop").normalize())
          .filter(Files::isExecutable);
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // the class was loaded from somewhere else than a file
    }
  }
}
