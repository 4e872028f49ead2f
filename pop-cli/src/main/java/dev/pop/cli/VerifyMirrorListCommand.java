package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.Diagnostic;
import dev.pop.core.Plural;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.io.FallibleFunction;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.SecretFile;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import dev.pop.mirror.estimator.ListReport;
import dev.pop.mirror.estimator.ProbeResult;
import dev.pop.mirror.estimator.UpstreamProbe;
import dev.pop.mirror.repository.ListVerification;
import dev.pop.mirror.repository.MirrorListVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pop verify-mirror-list}. */
@Parameters(commandDescription = "check the mirror list and report every fault")
final class VerifyMirrorListCommand implements Command {
  @Parameter(
      names = "--online",
      description = "also fetch each Release, and one file with each token")
  boolean online;

  @Parameter(
      names = "--tokens",
      placeholder = "FILE",
      description = "resource tokens (default: pop_resources.json in the pop directory)")
  @Nullable Path tokens;

  @Parameter(
      names = "--contract",
      placeholder = "FILE",
      description = "contract file (default: pop.json in the pop directory, if it exists)")
  @Nullable Path contract;

  @Override
  public int run(Session session) throws PopException, IOException, InterruptedException {
    PopPaths paths = new PopPaths(session.options().popDir);
    List<Diagnostic> warnings = new ArrayList<>();
    List<Diagnostic> open = new ArrayList<>();
    MirrorListVerifier verifier = MirrorListVerifier.of(session.options().mirrorListFile());
    Path tokenFile = given("--tokens", tokens, paths.resourcesJson());
    if (tokenFile != null) {
      verifier.tokens(read("--tokens", tokenFile, ProTokens::read));
      checkMode(tokenFile, open);
    }
    Path contractFile = given("--contract", contract, paths.popJson());
    if (contractFile != null) {
      Contract known = read("--contract", contractFile, Contract::read);
      verifier.contract(known);
      checkMode(contractFile, open);
      if (known.hasEnded(session.clock().instant())) {
        warnings.add(Diagnostic.of(contractFile.toString(), "the contract has ended"));
      }
    }
    ListVerification verified = verifier.call();
    warnings.addAll(verified.warnings());
    List<ProbeResult> probes =
        online ? UpstreamProbe.of(verified.repositories(), verified.transport()).call() : List.of();
    List<Diagnostic> faults = new ArrayList<>(open);
    verified.faults().stream()
        .map(fault -> ListOptions.named(fault, session.options()))
        .forEach(faults::add);
    ListReport answer = ListReport.of(faults, warnings, verified.notes(), probes);
    session.result(answer, words(verified, answer));
    return answer.isValid() ? ExitCode.DONE : ExitCode.FAILED;
  }

  /** The file of the option, which must be there; else the usual one, if it is there. */
  private static @Nullable Path given(String option, @Nullable Path file, Path usual)
      throws UsageException {
    if (file == null) {
      return Files.exists(usual) ? usual : null;
    }
    if (!Files.exists(file)) {
      throw new UsageException(option + " " + file + ": there is no such file");
    }
    return file;
  }

  private static <T> T read(String option, Path file, FallibleFunction<Path, T, IOException> reader)
      throws UsageException {
    try {
      return reader.apply(file);
    } catch (IOException e) {
      throw new UsageException(option + " " + IoErrors.describe(e));
    }
  }

  private static void checkMode(Path file, List<Diagnostic> open) throws IOException {
    SecretFile.exposure(file).ifPresent(reason -> open.add(Diagnostic.of(file.toString(), reason)));
  }

  private static String words(ListVerification verified, ListReport answer) {
    StringBuilder words = new StringBuilder();
    answer.notes().forEach(note -> words.append("note: ").append(note).append('\n'));
    answer.warnings().forEach(warning -> words.append("warning: ").append(warning).append('\n'));
    answer.probes().stream()
        .filter(probe -> !probe.isFault())
        .forEach(
            probe -> words.append(probe.url()).append(": ").append(probe.reason()).append('\n'));
    answer.faults().forEach(fault -> words.append("fault: ").append(fault).append('\n'));
    return words
        .append(verified.origin())
        .append(answer.isValid() ? " is valid" : " is not valid")
        .append(": ")
        .append(Plural.count(answer.faults().size(), "fault"))
        .append(", ")
        .append(Plural.count(answer.warnings().size(), "warning"))
        .toString();
  }
}
