package dev.pop.cli;

import com.beust.jcommander.Parameter;
import dev.pop.core.PopPaths;
import dev.pop.core.io.FileFailure;
import dev.pop.core.io.SecretFile;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import dev.pop.mirror.repository.MirrorListSpec;
import dev.pop.mirror.setup.SetupAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options that say what a new mirror list shall name. */
final class ListOptions {
  @Parameter(names = "--release", description = "series of Ubuntu, such as jammy")
  @Nullable String release;

  @Parameter(
      names = "--arch",
      description = "architectures, divided by commas; source among them (default: amd64)")
  @Nullable List<String> architectures;

  @Parameter(names = "--entitlements", description = "Pro services, divided by commas")
  @Nullable List<String> entitlements;

  @Parameter(
      names = "--contract",
      description = "the contract (default: pop.json in the pop directory, if it is there)")
  @Nullable Path contract;

  @Parameter(
      names = "--tokens",
      description = "resource tokens (default: pop_resources.json in the pop directory)")
  @Nullable Path tokens;

  @Parameter(names = "--mirror-host", description = "fetch Pro services from this host, over HTTP")
  @Nullable String mirrorHost;

  @Parameter(names = "--mirror-port", description = "port of the mirror host")
  @Nullable Integer mirrorPort;

  @Parameter(names = "--standard-repos", description = "mirror Ubuntu's own archive too")
  boolean standardRepos;

  @Parameter(names = "--components", description = "of Ubuntu's own archive (default: all four)")
  @Nullable List<String> components;

  @Parameter(
      names = "--pockets",
      description =
          "of Ubuntu's own archive: release, updates, security, backports, proposed (default: the first"
              + " three)")
  @Nullable List<String> pockets;

  @Parameter(names = "--base-path", description = "base path of the mirror")
  @Nullable Path basePath;

  @Parameter(
      names = "--plain-suites",
      description = "one suite per Pro service, named like the release")
  boolean plainSuites;

  /** Whether a list is described at all, though perhaps not whole. */
  boolean isGiven() {
    return release != null
        || standardRepos
        || entitlements != null
        || contract != null
        || tokens != null
        || mirrorHost != null
        || mirrorPort != null
        || basePath != null;
  }

  /**
   * Reads contract and tokens and puts everything together.
   *
   * @throws UsageException if the release or a file is missing, malformed, or readable by others
   */
  MirrorListSpec spec(PopPaths paths) throws UsageException, IOException {
    String series = release;
    if (series == null) {
      throw new UsageException("--release is missing, for example --release jammy");
    }
    MirrorListSpec.Builder spec =
        MirrorListSpec.forRelease(series)
            .standardRepos(standardRepos)
            .basePath(basePath == null ? paths.basePath() : basePath)
            .plainSuites(plainSuites);
    if (architectures != null) {
      spec.architectures(architectures);
    }
    if (entitlements != null) {
      spec.entitlements(entitlements);
    }
    if (components != null) {
      spec.components(components);
    }
    if (pockets != null) {
      spec.pockets(pockets);
    }
    if (mirrorHost != null) {
      spec.mirrorHost(mirrorHost);
    }
    if (mirrorPort != null) {
      spec.mirrorPort(mirrorPort);
    }
    boolean wantsServices = entitlements != null && !entitlements.isEmpty();
    if (wantsServices || contract != null) {
      readContract(paths).ifPresent(spec::contract);
    }
    if (wantsServices) {
      spec.tokens(readTokens(paths));
    }
    return spec.build();
  }

  /** The options that were given, by the keys of {@code pop.rc}. */
  Map<String, String> answers() {
    Map<String, String> answers = new LinkedHashMap<>();
    put(answers, SetupAnswers.RELEASE, release);
    put(answers, SetupAnswers.ARCHITECTURES, joined(architectures));
    put(answers, SetupAnswers.ENTITLEMENTS, joined(entitlements));
    put(answers, SetupAnswers.MIRROR_HOST, mirrorHost);
    put(answers, SetupAnswers.MIRROR_PORT, mirrorPort);
    put(answers, SetupAnswers.STANDARD_REPOS, standardRepos ? true : null);
    put(answers, SetupAnswers.COMPONENTS, joined(components));
    put(answers, SetupAnswers.POCKETS, joined(pockets));
    put(answers, SetupAnswers.PLAIN_SUITES, plainSuites ? true : null);
    put(answers, "POP_MIRROR_DIR", basePath);
    return answers;
  }

  private static void put(Map<String, String> answers, String key, @Nullable Object value) {
    if (value != null) {
      answers.put(key, value.toString());
    }
  }

  private static @Nullable String joined(@Nullable List<String> names) {
    return names == null ? null : String.join(",", names);
  }

  private Optional<Contract> readContract(PopPaths paths) throws UsageException, IOException {
    Path file = contract == null ? paths.popJson() : contract;
    if (contract == null && !Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(read("--contract", file, Contract::read));
  }

  private ProTokens readTokens(PopPaths paths) throws UsageException, IOException {
    return read("--tokens", tokens == null ? paths.resourcesJson() : tokens, ProTokens::read);
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  private static <T> T read(String option, Path file, Reader<T> reader)
      throws UsageException, IOException {
    if (!Files.exists(file)) {
      throw new UsageException(option + " " + file + ": there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(option + " " + file + " is a directory, not a file");
    }
    Optional<String> exposure = SecretFile.exposure(file);
    if (exposure.isPresent()) {
      throw new UsageException(option + " " + exposure.get());
    }
    try {
      return reader.read(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(option + " " + file + ": there is no such file");
    } catch (IOException e) {
      throw new UsageException(option + " " + FileFailure.words(e));
    }
  }
}
