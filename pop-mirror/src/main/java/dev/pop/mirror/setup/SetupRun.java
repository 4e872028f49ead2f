package dev.pop.mirror.setup;

import static java.time.ZoneOffset.UTC;

import dev.pop.core.Plural;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.SecretFile;
import dev.pop.core.pro.AptAuthFile;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.Entitlement;
import dev.pop.core.pro.Keyrings;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ProTokens;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.mirror.setup.SetupStep.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Carries out a {@link SetupPlan}, step by step. */
final class SetupRun {
  private final PopPaths paths;
  private final SetupPlan plan;
  private final PopSetup.Options options;
  private final FileChanges changes = new FileChanges();
  private final ListChecks checks;
  private final Ownership ownership;

  /** Beside a list, a directory with more of it. */
  private static final String MORE_LISTS = "mirror.list.d";

  SetupRun(PopPaths paths, SetupPlan plan, PopSetup.Options options) {
    this.paths = paths;
    this.plan = plan;
    this.options = options;
    this.checks = new ListChecks(paths, plan.documents());
    this.ownership = new Ownership(plan.spec().basePath(), options.accounts());
  }

  @FunctionalInterface
  private interface Action {
    StepResult run() throws IOException, PopException, InterruptedException;
  }

  private record Step(String name, Action action) {}

  /** The table of contents. */
  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("directories", this::directories));
    steps.add(new Step("contract", this::contract));
    steps.add(new Step("tokens", this::tokens));
    steps.add(new Step("auth_file", this::authFile));
    steps.add(new Step("keyrings", this::keyrings));
    steps.add(new Step("mirror_list", this::mirrorList));
    steps.add(new Step("read_back", checks::readBack));
    steps.add(new Step("verify", checks::verify));
    if (options.probe()) {
      steps.add(new Step("probe", checks::probe));
    }
    options
        .estimate()
        .ifPresent(start -> steps.add(new Step("estimate", () -> checks.size(start))));
    steps.add(new Step("pop_rc", this::rc));
    steps.add(new Step("systemd", this::systemd));
    steps.add(new Step("owner", this::owner));
    return steps;
  }

  SetupReport call() throws InterruptedException {
    List<SetupStep> done = new ArrayList<>();
    boolean kept = false;
    try {
      for (Step step : steps()) {
        try {
          StepResult result = step.action().run();
          done.add(new SetupStep(step.name(), result.status(), result.detail()));
        } catch (IOException | PopException e) {
          if (Thread.interrupted()) { // that closes the file that is being written
            throw new InterruptedException("interrupted in the step " + step.name());
          }
          return failed(done, step, e);
        }
      }
      kept = true;
      return new SetupReport(done, checks.probes(), checks.estimate(), checks.complete());
    } finally {
      if (!kept) {
        changes.rollBack();
      }
    }
  }

  private SetupReport failed(List<SetupStep> done, Step step, Exception e) {
    String end =
        changes
            .rollBack()
            .map(rest -> "; not everything could be taken back: " + words(rest))
            .orElse("; everything is as it was before");
    List<SetupStep> steps = new ArrayList<>(done.stream().map(SetupStep::undone).toList());
    steps.add(new SetupStep(step.name(), Status.FAILED, words(e) + end));
    return new SetupReport(steps, List.of(), Optional.empty(), false);
  }

  private static String words(Exception e) {
    return e instanceof IOException failure
        ? IoErrors.describe(failure)
        : String.valueOf(e.getMessage());
  }

  private static StepResult result(boolean changed, String detail) {
    return new StepResult(changed ? Status.DONE : Status.UNCHANGED, detail);
  }

  private StepResult directories() throws IOException {
    Set<Path> directories = new LinkedHashSet<>(List.of(paths.popDir()));
    List.of(
            paths.popJson(),
            paths.resourcesJson(),
            paths.mirrorList(),
            paths.authFile(),
            paths.rcFile())
        .forEach(file -> directories.add(Objects.requireNonNull(file.getParent())));
    directories.addAll(List.of(paths.trustedKeys(), paths.www(), paths.ssl(), options.units()));
    boolean changed = false;
    for (Path directory : directories) {
      changed |= changes.directory(directory);
    }
    return result(changed, paths.popDir().toString());
  }

  private StepResult contract() throws IOException {
    if (plan.documents().contractText().isEmpty()) {
      return plan.services().isEmpty()
          ? new StepResult(Status.UNCHANGED, "none is needed")
          : new StepResult(
              Status.WARNING, "there is none; the list follows the service catalogue alone");
    }
    boolean changed =
        changes.writePrivate(paths.popJson(), plan.documents().contractText().get().reveal());
    List<String> warnings = plan.spec().contractWarnings();
    String detail = paths.popJson() + plan.documents().contract().map(this::words).orElse("");
    return warnings.isEmpty()
        ? result(changed, detail)
        : new StepResult(Status.WARNING, detail + ": " + String.join("; ", warnings));
  }

  /** Whose contract it is, until when, and what more it opens. */
  private String words(Contract contract) {
    List<String> others =
        contract.entitlements().stream()
            .map(any -> any.forSeries(plan.spec().release()))
            .filter(Entitlement::entitled)
            .flatMap(entitlement -> ServiceCatalogue.find(entitlement.type()).stream())
            .filter(service -> service.hasArchive() && !plan.services().contains(service))
            .map(ProService::type)
            .distinct()
            .toList();
    StringBuilder words = new StringBuilder();
    contract.account().ifPresent(name -> words.append(", account ").append(name));
    contract
        .effectiveTo()
        .ifPresent(end -> words.append(", ends ").append(LocalDate.ofInstant(end, UTC)));
    if (!others.isEmpty()) {
      words.append("; also entitled, not chosen: ").append(String.join(", ", others));
    }
    return words.toString();
  }

  private StepResult tokens() throws IOException {
    ProTokens tokens = plan.documents().tokens();
    if (tokens.isEmpty()) {
      return new StepResult(Status.UNCHANGED, "none is needed");
    }
    Path file = paths.resourcesJson();
    String detail = file + " of " + String.join(", ", tokens.services());
    if (Files.exists(file) && SecretFile.exposure(file).isEmpty() && holds(file, tokens)) {
      return new StepResult(Status.UNCHANGED, detail);
    }
    changes.remember(file);
    tokens.write(file);
    return new StepResult(Status.DONE, detail);
  }

  private static boolean holds(Path file, ProTokens tokens) {
    try {
      return ProTokens.read(file).equals(tokens);
    } catch (IOException e) {
      return false; // is replaced
    }
  }

  private StepResult authFile() throws IOException {
    changes.remember(paths.authFile());
    boolean changed = new AptAuthFile(paths.authFile()).update(plan.entries(), plan.former());
    if (plan.entries().isEmpty() && !changed) {
      return new StepResult(Status.UNCHANGED, "no archive needs credentials");
    }
    return result(
        changed, paths.authFile() + " with " + Plural.count(plan.entries().size(), "archive"));
  }

  /** One that was installed before serves too, so the target is searched last. */
  private StepResult keyrings() throws IOException {
    Path target = paths.trustedKeys();
    List<Path> searched = new ArrayList<>(options.keyringDirectories());
    for (var service : plan.services()) {
      if (service.keyring().isPresent()) {
        changes.remember(target.resolve(service.keyring().get()));
      }
    }
    Map<Path, Object> before = times(target);
    searched.add(target);
    Keyrings.Installed installed = new Keyrings(searched).install(plan.services(), target);
    if (!installed.missing().isEmpty()) {
      return new StepResult(
          Status.WARNING,
          String.join("; ", installed.missing().stream().map(Object::toString).toList()));
    }
    return result(
        !before.equals(times(target)),
        target + " for " + Plural.count(plan.services().size(), "service"));
  }

  private Map<Path, Object> times(Path target) throws IOException {
    Map<Path, Object> keys = new HashMap<>();
    for (var service : plan.services()) {
      if (service.keyring().isPresent()) {
        Path file = target.resolve(service.keyring().get());
        if (Files.exists(file)) {
          keys.put(file, Objects.requireNonNull(Files.getAttribute(file, "unix:ino")));
        }
      }
    }
    return keys;
  }

  private StepResult mirrorList() throws IOException {
    Path file = paths.mirrorList();
    String text = plan.listText().reveal();
    String detail =
        plan.ownLines() == 0 ? file.toString() : file + ", own lines kept: " + plan.ownLines();
    Optional<String> group = groupOf(file);
    boolean sound =
        Files.isRegularFile(file) && (group.isPresent() || SecretFile.exposure(file).isEmpty());
    if (sound && ListText.isSame(Files.readString(file), text)) {
      return new StepResult(Status.UNCHANGED, detail);
    }
    if (group.isPresent()) {
      changes.writeForGroup(file, group.get(), text);
    } else {
      changes.writePrivate(file, text);
    }
    return new StepResult(Status.DONE, detail);
  }

  /** The group that may read the list by the owner's choice (mode 0640). */
  private static Optional<String> groupOf(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    Set<PosixFilePermission> shared =
        Set.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ);
    return attributes.permissions().equals(shared)
        ? Optional.of(attributes.group().getName())
        : Optional.empty();
  }

  private StepResult rc() throws IOException {
    Path file = paths.rcFile();
    List<String> others = Files.exists(file) ? RcFile.otherLines(file, plan.rc()) : List.of();
    return result(changes.writePrivate(file, RcFile.text(plan.rc(), others)), file.toString());
  }

  private StepResult systemd() throws IOException {
    Optional<SystemdUnits.Account> account = ownership.account();
    SystemdUnits units =
        new SystemdUnits(
            account,
            List.of(ownership.basePath(), paths.popDir().toAbsolutePath()),
            ownership.isInHome(options.program()));
    boolean own = Files.isDirectory(paths.mirrorList().resolveSibling(MORE_LISTS));
    List<String> sync = command("sync", own ? paths.mirrorList().toString() : "%d/mirror.list");
    List<String> health = command("health", paths.mirrorList().toString(), "--strict");
    boolean changed = service(SystemdUnits.SYNC, units.sync(sync, paths.mirrorList()), sync);
    changed |= service(SystemdUnits.HEALTH, units.health(health), health);
    changed |= timer(SystemdUnits.SYNC, SystemdUnits.timer("Bring the PoP mirror up to date"));
    changed |=
        timer(SystemdUnits.HEALTH, SystemdUnits.timer("Look at the health of the PoP mirror"));
    for (String ending : List.of(".service", ".timer")) {
      changed |= changes.delete(options.units().resolve(SystemdUnits.OLD + ending));
    }
    return result(
        changed,
        options.units().resolve(SystemdUnits.SYNC)
            + " and "
            + SystemdUnits.HEALTH
            + ", services and timers, run by "
            + account.map(SystemdUnits.Account::user).orElse("root"));
  }

  private List<String> command(String name, String list, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                options.program().toString(),
                name,
                "--pop-dir",
                paths.popDir().toString(),
                "--mirror-list",
                list,
                "--no-progress"));
    command.addAll(List.of(more));
    return command;
  }

  private boolean service(String name, String text, List<String> command) throws IOException {
    Path file = options.units().resolve(name + ".service");
    Path old = options.units().resolve(SystemdUnits.OLD + ".service");
    if (Files.exists(file)) {
      return changes.writePublic(file, SystemdUnits.withCommand(Files.readString(file), command));
    }
    boolean takesOver = name.equals(SystemdUnits.SYNC) && Files.exists(old);
    return changes.writePublic(
        file, takesOver ? SystemdUnits.withLinesOf(text, Files.readString(old)) : text);
  }

  /** One that is there may have another hour, also one of the old name. */
  private boolean timer(String name, String text) throws IOException {
    Path file = options.units().resolve(name + ".timer");
    Path old = options.units().resolve(SystemdUnits.OLD + ".timer");
    if (Files.exists(file)) {
      return false;
    }
    boolean takesOver = name.equals(SystemdUnits.SYNC) && Files.exists(old);
    return changes.writePublic(file, takesOver ? Files.readString(old) : text);
  }

  /** Last, because it is not taken back: whoever runs the services owns what they write. */
  private StepResult owner() throws IOException, InterruptedException {
    return ownership.give(
        List.of(paths.popDir().toAbsolutePath(), paths.mirrorList().toAbsolutePath()));
  }
}
