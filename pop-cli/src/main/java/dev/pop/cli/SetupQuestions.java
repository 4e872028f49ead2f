package dev.pop.cli;

import dev.pop.cli.CliEnvironment.Terminal;
import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.UbuntuSeries;
import dev.pop.core.io.IoErrors;
import dev.pop.core.pro.ContractClient;
import dev.pop.core.pro.Machine;
import dev.pop.core.pro.ProTokens;
import dev.pop.core.pro.TokenFormat;
import dev.pop.mirror.setup.ProAccess;
import dev.pop.mirror.setup.ProAccess.Document;
import dev.pop.mirror.setup.RcFile;
import dev.pop.mirror.setup.SetupAnswers;
import dev.pop.mirror.setup.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the answers for {@code pop setup}: options before the file of answers, before {@code
 * pop.rc}, before whoever sits at the terminal.
 */
final class SetupQuestions {
  /** The variable of the environment, or the systemd credential, that may hold the token. */
  static final String CONTRACT_TOKEN = "POP_CONTRACT_TOKEN";

  private static final String QUESTION_TOKENS =
      "file of resource tokens (none: ask with the contract token)";
  private static final String QUESTION_HOST =
      "host that serves the Pro services (none: the official one)";
  private static final String QUESTION_CONTRACT_TOKEN = "contract token (not shown)";
  private static final Path OS_RELEASE = Path.of("/etc/os-release");
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private final SetupCommand command;
  private final Session session;
  private final PopPaths paths;
  private final SetupAnswers answers;

  /** Whether the contract token came from the terminal. */
  private boolean typed;

  SetupQuestions(SetupCommand command, Session session)
      throws UsageException, SetupException, IOException {
    this.command = command;
    this.session = session;
    Map<String, String> given = new LinkedHashMap<>(answersFile());
    given.putAll(command.list.answers());
    put(given, SetupAnswers.SYSTEMD_DIR, absolute(command.systemd));
    put(given, SetupAnswers.CONTRACT_URL, command.contractUrl);
    put(given, "POP_APT_MIRROR_LIST", absolute(session.options().mirrorList));
    String popDir = given.get("POP_DIR");
    boolean fromFile = popDir != null && session.options().popDir.equals(PopPaths.DEFAULT_POP_DIR);
    Path directory = fromFile ? Path.of(String.valueOf(popDir)) : session.options().popDir;
    given.put("POP_DIR", directory.toAbsolutePath().normalize().toString());
    Map<String, String> known = new LinkedHashMap<>(heldAnswers(given));
    known.putAll(given);
    Map<String, String> all = asked(known);
    paths = paths(all);
    answers = new SetupAnswers(all);
    command.list.requireStandardReposFor(answers.standardRepos());
  }

  PopPaths paths() {
    return paths;
  }

  SetupAnswers answers() {
    return answers;
  }

  private static void put(Map<String, String> answers, String key, @Nullable Object value) {
    if (value != null) {
      answers.put(key, value.toString());
    }
  }

  private static @Nullable Path absolute(@Nullable Path path) {
    return path == null ? null : path.toAbsolutePath().normalize();
  }

  private Map<String, String> answersFile() throws UsageException, SetupException {
    Path file = command.answers;
    if (file == null) {
      return Map.of();
    }
    try {
      Map<String, String> values = RcFile.read(file);
      for (String key : values.keySet()) {
        if (!SetupAnswers.KEYS.contains(key) && !SetupAnswers.PATH_KEYS.contains(key)) {
          throw new UsageException("--answers " + file + ": unknown key " + key);
        }
      }
      return values;
    } catch (IOException e) {
      throw new UsageException("--answers " + IoErrors.describe(e));
    }
  }

  /** What the last setup was told; its places only if the directory has not moved since. */
  private static Map<String, String> heldAnswers(Map<String, String> given)
      throws SetupException, IOException {
    Path file = new PopPaths(Path.of(String.valueOf(given.get("POP_DIR")))).rcFile();
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, String> held = new LinkedHashMap<>(RcFile.read(file));
    if (!String.valueOf(given.get("POP_DIR")).equals(held.get("POP_DIR"))) {
      String base = held.get("POP_MIRROR_DIR");
      held.keySet().removeAll(SetupAnswers.PATH_KEYS);
      put(held, "POP_MIRROR_DIR", base);
    }
    return held;
  }

  private static PopPaths paths(Map<String, String> answers) throws UsageException {
    Map<String, String> places = new LinkedHashMap<>();
    for (String key : SetupAnswers.PATH_KEYS) {
      String value = answers.get(key);
      if (value != null && !value.isBlank()) {
        places.put(
            key.toLowerCase(Locale.ROOT), Path.of(value).toAbsolutePath().normalize().toString());
      }
    }
    try {
      return PopPaths.of(places);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> asked(Map<String, String> known) throws UsageException {
    Map<String, String> all = new LinkedHashMap<>(known);
    AnswerCheck check = new AnswerCheck(all, command.list.contract != null);
    boolean terminal = session.surroundings().terminal().isPresent();
    ask(all, SetupAnswers.RELEASE, "--release", "series of Ubuntu", "noble", check::release);
    if (terminal) {
      askForArchive(all, check);
    }
    if (terminal || !isYes(all, SetupAnswers.STANDARD_REPOS)) {
      String services = SetupAnswers.ENTITLEMENTS;
      ask(all, services, "--entitlements", "Pro services", "infra,apps", check::services);
    }
    if (terminal) {
      if (!String.valueOf(all.get(SetupAnswers.ENTITLEMENTS)).isBlank()) {
        String host = SetupAnswers.MIRROR_HOST;
        ask(all, host, "--mirror-host", QUESTION_HOST, "", check::host);
      }
      String place = new PopPaths(PopPaths.DEFAULT_POP_DIR).basePath().toString();
      ask(all, "POP_MIRROR_DIR", "--base-path", "directory of the mirror", place, check::place);
    }
    return all;
  }

  private void askForArchive(Map<String, String> all, AnswerCheck check) throws UsageException {
    ask(all, SetupAnswers.ARCHITECTURES, "--arch", "architectures", "amd64", check::architectures);
    String standard = SetupAnswers.STANDARD_REPOS;
    ask(all, standard, "--standard-repos", "standard Ubuntu archive", "no", check::flag);
    if (isYes(all, standard)) {
      String components = String.join(",", UbuntuSeries.COMPONENTS);
      ask(
          all,
          SetupAnswers.COMPONENTS,
          "--components",
          "components of the standard archive",
          components,
          check::components);
      ask(
          all,
          SetupAnswers.POCKETS,
          "--pockets",
          "pockets of the standard archive",
          "release,updates,security",
          check::pockets);
    }
  }

  private static boolean isYes(Map<String, String> answers, String key) {
    return SetupAnswers.isYes(answers.getOrDefault(key, ""));
  }

  /** Asks until the answer can be used, unless it is known already. */
  private void ask(
      Map<String, String> answers,
      String key,
      String option,
      String question,
      String byDefault,
      Function<String, Optional<String>> fault)
      throws UsageException {
    if (answers.containsKey(key)) {
      return;
    }
    Terminal terminal =
        session
            .surroundings()
            .terminal()
            .orElseThrow(
                () ->
                    new UsageException(option + " is missing (" + key + " in a file of answers)"));
    String answer = terminal.ask(question, byDefault);
    Optional<String> wrong = fault.apply(answer);
    while (wrong.isPresent()) {
      answer = terminal.ask(wrong.get() + "\n" + question, byDefault);
      wrong = fault.apply(answer);
    }
    answers.put(key, answer);
  }

  /** Contract and tokens, as they were given. */
  ProAccess access() throws UsageException {
    Path contract = command.list.contract;
    Path tokens = command.list.tokens;
    SecretInput.requireOneStdin(contract, tokens);
    Optional<Document> contractText = document("--contract", contract);
    Optional<Document> tokensText = document("--tokens", tokens);
    boolean hasTokens =
        tokensText.isPresent() || Files.exists(paths.resourcesJson()) || hasTokens(contractText);
    if (!hasTokens && !hasContractToken() && !answers.entitlements().isEmpty()) {
      tokensText = askedTokens();
      hasTokens = tokensText.isPresent();
    }
    Optional<ProAccess.Attach> attachment =
        contractText.isPresent() ? Optional.empty() : attach(hasTokens);
    if (!hasTokens && attachment.isEmpty() && !answers.entitlements().isEmpty()) {
      throw new UsageException(
          "--tokens is missing: name a file, - for standard input, or set " + CONTRACT_TOKEN);
    }
    return new ProAccess(contractText, tokensText, attachment);
  }

  /** An answer to an attachment has them too. */
  private static boolean hasTokens(Optional<Document> contract) throws UsageException {
    return contract.isPresent()
        && !SecretInput.parse(contract.get(), ProTokens::ofContract).isEmpty();
  }

  private boolean hasContractToken() throws UsageException {
    return !contractToken().isBlank();
  }

  private String contractToken() throws UsageException {
    return SecretInput.ofEnvironment(CONTRACT_TOKEN, session.surroundings().environment());
  }

  private Optional<Document> document(String option, @Nullable Path file) throws UsageException {
    return file == null
        ? Optional.empty()
        : Optional.of(SecretInput.read(option, file, session.surroundings().in()));
  }

  /** Asks for the file again until it holds tokens, or none is named. */
  private Optional<Document> askedTokens() throws UsageException {
    Optional<Terminal> terminal = session.surroundings().terminal();
    if (terminal.isEmpty()) {
      return Optional.empty();
    }
    String question = QUESTION_TOKENS;
    while (true) {
      String name = terminal.get().ask(question, "");
      if (name.isBlank()) {
        return Optional.empty();
      }
      try {
        Document document =
            SecretInput.read("that file:", Path.of(name), InputStream.nullInputStream());
        SecretInput.parse(document, ProTokens::parse);
        return Optional.of(document);
      } catch (UsageException | InvalidPathException e) {
        question = e.getMessage() + "\n" + QUESTION_TOKENS;
      }
    }
  }

  private Optional<ProAccess.Attach> attach(boolean hasTokens) throws UsageException {
    String text = contractToken();
    try {
      Optional<Secret> token =
          text.isBlank()
              ? Optional.empty()
              : Optional.of(TokenFormat.parse(text, "the contract (" + CONTRACT_TOKEN + ")"));
      if (token.isEmpty() && !hasTokens && !answers.entitlements().isEmpty()) {
        token = askedContractToken(QUESTION_CONTRACT_TOKEN);
        typed = token.isPresent();
      }
      if (token.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> url = answers.get(SetupAnswers.CONTRACT_URL);
      ArchiveUrl api = url.isEmpty() ? ContractClient.CANONICAL : ArchiveUrl.parse(url.get());
      if (api.credentials().isPresent()) {
        throw new UsageException("--contract-url must be without credentials");
      }
      return Optional.of(new ProAccess.Attach(token.get(), api, machine()));
    } catch (FormatException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Another contract token in place of one that was typed.
   *
   * @param refusal why that is no good
   * @return empty when none is given, or nobody can be asked
   */
  Optional<Secret> anotherToken(String refusal) {
    return typed ? askedContractToken(refusal + "\n" + QUESTION_CONTRACT_TOKEN) : Optional.empty();
  }

  /** Asks until a token has the form of one, or none is given. */
  private Optional<Secret> askedContractToken(String first) {
    Optional<Terminal> terminal = session.surroundings().terminal();
    String question = first;
    while (terminal.isPresent()) {
      String text = terminal.get().askSecret(question).reveal();
      if (text.isBlank()) {
        return Optional.empty();
      }
      try {
        return Optional.of(TokenFormat.parse(text, "the contract"));
      } catch (FormatException e) {
        question = e.getMessage() + "\n" + QUESTION_CONTRACT_TOKEN;
      }
    }
    return Optional.empty();
  }

  private Machine machine() {
    Map<String, String> os = osRelease();
    String architecture =
        switch (System.getProperty("os.arch")) {
          case "aarch64" -> "arm64";
          case "ppc64le" -> "ppc64el";
          case "x86_64" -> "amd64";
          default -> System.getProperty("os.arch");
        };
    return new Machine(
        machineId(),
        architecture,
        os.getOrDefault("NAME", "Linux"),
        os.getOrDefault("VERSION_CODENAME", ""),
        os.getOrDefault("VERSION_ID", ""),
        System.getProperty("os.version"));
  }

  private static Map<String, String> osRelease() {
    try {
      return RcFile.read(OS_RELEASE);
    } catch (IOException | SetupException e) {
      return Map.of(); // not every system has it
    }
  }

  /** The same in every run, so that the contract counts one machine. */
  private String machineId() {
    try {
      String id = Files.readString(MACHINE_ID).strip();
      if (!id.isEmpty()) {
        return id;
      }
    } catch (IOException e) {
      return derivedId();
    }
    return derivedId();
  }

  private String derivedId() {
    byte[] name = paths.popDir().toString().getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString().replace("-", "");
  }
}
