package dev.pop.cli;

import com.beust.jcommander.Parameter;
import dev.pop.core.Diagnostic;
import dev.pop.core.PopPaths;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.Keyrings;
import dev.pop.core.pro.ProTokens;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.MirrorListSpec;
import dev.pop.mirror.setup.ProAccess.Document;
import dev.pop.mirror.setup.SetupAnswers;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options that say what a new mirror list shall name. */
final class ListOptions {
  /** What the library calls the parts of a list that is to be made. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "release", "--release",
          "architectures", "--arch",
          "components", "--components",
          "pockets", "--pockets",
          "entitlements", "--entitlements",
          "mirror host", "--mirror-host",
          "mirror port", "--mirror-port",
          "tokens", "--tokens",
          "contract", "--contract");

  @Parameter(
      names = "--release",
      placeholder = "SERIES",
      description = "code name of an Ubuntu series, such as jammy")
  @Nullable String release;

  @Parameter(
      names = "--arch",
      placeholder = "LIST",
      description = "architectures, separated by commas; source for sources (default: amd64)")
  @Nullable List<String> architectures;

  @Parameter(
      names = "--entitlements",
      placeholder = "LIST",
      description = "Pro services, separated by commas, such as infra,apps")
  @Nullable List<String> entitlements;

  @Parameter(
      names = "--contract",
      placeholder = "FILE",
      description =
          "contract file, - for stdin (default: pop.json in the pop directory, if it exists)")
  @Nullable Path contract;

  @Parameter(
      names = "--tokens",
      placeholder = "FILE",
      description =
          "resource tokens, - for stdin (default: pop_resources.json in the pop directory)")
  @Nullable Path tokens;

  @Parameter(
      names = "--mirror-host",
      placeholder = "HOST",
      description = "fetch Pro services from this host, over HTTP")
  @Nullable String mirrorHost;

  @Parameter(names = "--mirror-port", placeholder = "PORT", description = "port of the mirror host")
  @Nullable Integer mirrorPort;

  @Parameter(names = "--standard-repos", description = "also mirror the standard Ubuntu archive")
  boolean standardRepos;

  @Parameter(
      names = "--components",
      placeholder = "LIST",
      description = "components of the standard archive (default: all four)")
  @Nullable List<String> components;

  @Parameter(
      names = "--pockets",
      placeholder = "LIST",
      description =
          "pockets of the standard archive: release, updates, security, backports, proposed"
              + " (default: release,updates,security)")
  @Nullable List<String> pockets;

  @Parameter(
      names = "--base-path",
      placeholder = "DIR",
      description = "directory of the mirror (default: /var/spool/apt-mirror)")
  @Nullable Path basePath;

  @Parameter(
      names = "--plain-suites",
      description = "one suite per Pro service, named after the series")
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
        || basePath != null
        || architectures != null
        || components != null
        || pockets != null
        || plainSuites;
  }

  /**
   * Reads contract and tokens and puts everything together.
   *
   * @param in standard input, for a file named {@code -}
   * @throws UsageException if the release or a file is missing, malformed, or readable by others
   */
  MirrorListSpec spec(PopPaths paths, InputStream in) throws UsageException {
    requireStandardReposFor(standardRepos);
    String series = release;
    if (series == null) {
      throw new UsageException("--release is missing, for example --release jammy");
    }
    MirrorListSpec.Builder spec =
        MirrorListSpec.forRelease(series)
            .standardRepos(standardRepos)
            .basePath(basePath == null ? paths.basePath() : basePath)
            .plainSuites(plainSuites)
            .keyrings(List.of(paths.trustedKeys(), Keyrings.SYSTEM));
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
    SecretInput.requireOneStdin(contract, tokens);
    boolean wantsServices = entitlements != null && !entitlements.isEmpty();
    if (wantsServices || contract != null) {
      Optional<Document> contractText = readContract(paths, in);
      if (contractText.isPresent()) {
        spec.contract(SecretInput.parse(contractText.get(), Contract::parse));
      }
      if (wantsServices) {
        spec.tokens(readTokens(paths, contractText, in));
      }
    }
    return spec.build();
  }

  /** Components and pockets are those of Ubuntu's own archive, and mean nothing without it. */
  void requireStandardReposFor(boolean wanted) throws UsageException {
    if (!wanted && (components != null || pockets != null)) {
      throw new UsageException(
          (components != null ? "--components" : "--pockets") + " needs --standard-repos");
    }
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

  /** The contract that is named, else the one that the PoP holds. */
  private Optional<Document> readContract(PopPaths paths, InputStream in) throws UsageException {
    Path file = contract == null ? paths.popJson() : contract;
    return contract == null && !Files.exists(file)
        ? Optional.empty()
        : Optional.of(SecretInput.read("--contract", file, in));
  }

  /** Tokens that are named, else those of a contract that is named, else those that are held. */
  private ProTokens readTokens(PopPaths paths, Optional<Document> contractText, InputStream in)
      throws UsageException {
    if (tokens == null && contract != null && contractText.isPresent()) {
      ProTokens attached = SecretInput.parse(contractText.get(), ProTokens::ofContract);
      if (!attached.isEmpty()) {
        return attached;
      }
    }
    Path file = tokens == null ? paths.resourcesJson() : tokens;
    return SecretInput.parse(SecretInput.read("--tokens", file, in), ProTokens::parse);
  }

  /** The same faults under the names of the options that they are in. */
  static MirrorListException named(MirrorListException e, CommonOptions options) {
    MirrorListException named =
        new MirrorListException(e.faults().stream().map(fault -> named(fault, options)).toList());
    named.setStackTrace(e.getStackTrace());
    return named;
  }

  /** The fault under the name of the option that it is in, or with the one that helps. */
  static Diagnostic named(Diagnostic fault, CommonOptions options) {
    if (fault.position().line() > 0) {
      return fault;
    }
    String origin = fault.position().origin();
    Path list = options.mirrorListFile();
    if (origin.equals(list.toString()) && Files.notExists(list)) {
      return Diagnostic.of(origin, fault.reason() + RemedyWords.LIST);
    }
    String option = OPTIONS.get(origin);
    return option == null ? fault : Diagnostic.of(option, fault.reason());
  }
}
