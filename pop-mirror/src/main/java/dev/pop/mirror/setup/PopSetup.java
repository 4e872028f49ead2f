package dev.pop.mirror.setup;

import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.core.io.FallibleFunction;
import dev.pop.core.pro.ContractApiException;
import dev.pop.core.pro.Keyrings;
import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.service.Job;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sets up a PoP: contract and tokens in; auth file, keyrings, mirror list, size, {@code pop.rc} and
 * systemd units out. Run again it changes only what changed. Whatever fails, the disk is then as it
 * was before.
 */
public final class PopSetup {
  private final PopPaths paths;
  private final SetupAnswers answers;
  private ProAccess access = ProAccess.HELD;
  private Function<String, Optional<Secret>> anotherToken = reason -> Optional.empty();
  private List<Path> keyringDirectories = List.of(Keyrings.SYSTEM);
  private Path program = Path.of("/usr/bin/pop");
  private boolean probe = true;
  private Optional<FallibleFunction<MirrorList, Job<SizeEstimate>, PopException>> estimate =
      Optional.empty();
  private Optional<SystemAccounts> accounts = Optional.empty();
  private Clock clock = Clock.system(ZoneId.systemDefault());

  private PopSetup(PopPaths paths, SetupAnswers answers) {
    this.paths = paths;
    this.answers = answers;
  }

  /** A setup at these places; they should be absolute. */
  public static PopSetup of(PopPaths paths, SetupAnswers answers) {
    return new PopSetup(paths, answers);
  }

  /** Default {@link ProAccess#HELD}. */
  public PopSetup access(ProAccess source) {
    access = source;
    return this;
  }

  /**
   * Asks for another contract token when the API refuses the one of {@link #access}; by default
   * nobody is asked.
   *
   * @param question gets the reason; an empty answer ends the setup
   */
  public PopSetup anotherToken(Function<String, Optional<Secret>> question) {
    anotherToken = question;
    return this;
  }

  /** Where keyrings are looked for, in this order; default {@link Keyrings#SYSTEM}. */
  public PopSetup keyrings(List<Path> directories) {
    keyringDirectories = List.copyOf(directories);
    return this;
  }

  /** The program that the systemd service starts; default {@code /usr/bin/pop}. */
  public PopSetup program(Path file) {
    program = file;
    return this;
  }

  /**
   * Lets a setup by root make the user of the services, and give files to whoever runs them.
   * Without this call nothing changes hands.
   *
   * @param of such as {@link SystemAccounts#OF_SYSTEM}
   */
  public PopSetup accounts(SystemAccounts of) {
    accounts = Optional.of(of);
    return this;
  }

  /** Whether upstreams and tokens are tried, which needs the network; default yes. */
  public PopSetup probe(boolean wanted) {
    probe = wanted;
    return this;
  }

  /**
   * Estimates the size of the list, which needs the network; by default nobody does.
   *
   * @param start starts the estimate
   */
  public PopSetup estimate(FallibleFunction<MirrorList, Job<SizeEstimate>, PopException> start) {
    estimate = Optional.of(start);
    return this;
  }

  public PopSetup clock(Clock of) {
    clock = of;
    return this;
  }

  /**
   * Runs the setup.
   *
   * @throws SetupException if an answer, contract or tokens cannot be used; nothing was written
   * @throws MirrorListException if they do not fit together; every fault is in it, nothing was
   *     written
   * @throws InterruptedException if the thread was interrupted; everything is as it was before
   */
  public SetupReport call() throws SetupException, MirrorListException, InterruptedException {
    ProDocuments documents;
    try {
      documents = documents(access);
    } catch (ContractApiException e) {
      SetupStep refused =
          new SetupStep("contract", SetupStep.Status.FAILED, String.valueOf(e.getMessage()));
      return new SetupReport(List.of(refused), List.of(), Optional.empty(), false);
    }
    SetupPlan plan = SetupPlan.of(paths, answers, documents, clock);
    Path units =
        answers.get(SetupAnswers.SYSTEMD_DIR).map(Path::of).orElse(systemd(paths.popDir()));
    return new SetupRun(
            paths, plan, new Options(keyringDirectories, units, program, probe, estimate, accounts))
        .call();
  }

  private ProDocuments documents(ProAccess first)
      throws SetupException, ContractApiException, InterruptedException {
    ProAccess tried = first;
    while (true) {
      try {
        return ProDocuments.obtain(tried, paths, answers.entitlements());
      } catch (ContractApiException e) {
        Optional<Secret> token =
            e.fault() == ContractApiException.Fault.UNAUTHORIZED
                ? anotherToken.apply(String.valueOf(e.getMessage()))
                : Optional.empty();
        if (token.isEmpty()) {
          throw e;
        }
        tried = tried.with(token.get());
      }
    }
  }

  /** Where the units are written unless told otherwise. */
  public static Path systemd(Path popDir) {
    return popDir.resolve("etc/systemd");
  }

  /** What the steps need besides the plan. */
  record Options(
      List<Path> keyringDirectories,
      Path units,
      Path program,
      boolean probe,
      Optional<FallibleFunction<MirrorList, Job<SizeEstimate>, PopException>> estimate,
      Optional<SystemAccounts> accounts) {}
}
