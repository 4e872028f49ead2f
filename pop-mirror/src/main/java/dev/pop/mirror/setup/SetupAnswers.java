package dev.pop.mirror.setup;

import com.google.common.base.Splitter;
import dev.pop.core.PopPaths;
import dev.pop.core.apt.Redacted;
import dev.pop.mirror.repository.MirrorListSpec;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a PoP shall mirror, by the keys of {@code pop.rc}.
 *
 * @param values only keys of {@link #KEYS}; a key without value is not in it
 */
public record SetupAnswers(Map<String, String> values) {
  /** The series of Ubuntu. */
  public static final String RELEASE = "POP_RELEASE";

  /** Architectures, divided by commas; default {@code amd64}. */
  public static final String ARCHITECTURES = "POP_ARCHITECTURES";

  /** Pro services, divided by commas. */
  public static final String ENTITLEMENTS = "POP_ENTITLEMENTS";

  /** Another host for the Pro services. */
  public static final String MIRROR_HOST = "POP_MIRROR_HOST";

  /** Its port. */
  public static final String MIRROR_PORT = "POP_MIRROR_PORT";

  /** Whether Ubuntu's own archive is mirrored: {@code true} or {@code false}. */
  public static final String STANDARD_REPOS = "POP_MIRROR_STANDARD_REPOS";

  /** Components of Ubuntu's own archive, divided by commas. */
  public static final String COMPONENTS = "POP_MIRROR_COMPONENTS";

  /** Pockets of Ubuntu's own archive, divided by commas. */
  public static final String POCKETS = "POP_MIRROR_POCKETS";

  /** Whether each service has one suite named like the release. */
  public static final String PLAIN_SUITES = "POP_MIRROR_PLAIN_SUITES";

  /** Where the systemd units are written. */
  public static final String SYSTEMD_DIR = "POP_SYSTEMD_DIR";

  /** The contract API. */
  public static final String CONTRACT_URL = "POP_CONTRACT_URL";

  /** Keys that say where something lies; in lower case they are those of {@link PopPaths}. */
  public static final List<String> PATH_KEYS =
      List.of(
          "POP_DIR",
          "POP_GPG_DIR",
          "POP_JSON",
          "POP_RESOURCES_JSON",
          "POP_APT_MIRROR_LIST",
          "POP_APT_AUTH_FILE",
          "POP_LOG",
          "POP_MIRROR_DIR");

  /** Every other key. */
  public static final List<String> KEYS =
      List.of(
          RELEASE,
          ARCHITECTURES,
          ENTITLEMENTS,
          MIRROR_HOST,
          MIRROR_PORT,
          STANDARD_REPOS,
          COMPONENTS,
          POCKETS,
          PLAIN_SUITES,
          SYSTEMD_DIR,
          CONTRACT_URL);

  private static final Set<String> YES = Set.of("true", "yes", "1", "on");
  private static final Set<String> NO = Set.of("false", "no", "0", "off");

  public SetupAnswers {
    Map<String, String> known = new LinkedHashMap<>();
    for (String key : KEYS) {
      String value = values.get(key);
      if (value != null && !value.isBlank()) {
        known.put(key, value.strip());
      }
    }
    values = Map.copyOf(known);
  }

  /** The value of a key. */
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Whether Ubuntu's own archive is wanted. */
  public boolean standardRepos() throws SetupException {
    return flag(STANDARD_REPOS);
  }

  private boolean flag(String key) throws SetupException {
    String word = get(key).orElse("false").toLowerCase(Locale.ROOT);
    if (!isFlag(word)) {
      throw wrong(key, "must be true or false");
    }
    return isYes(word);
  }

  /** Whether {@code word} says yes. */
  public static boolean isYes(String word) {
    return YES.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether {@code word} says yes or no. */
  public static boolean isFlag(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return YES.contains(lower) || NO.contains(lower);
  }

  private static SetupException wrong(String key, String reason) {
    return new SetupException(key + " " + reason);
  }

  /** The Pro services. */
  public List<String> entitlements() {
    return list(ENTITLEMENTS).orElse(List.of());
  }

  private Optional<List<String>> list(String key) {
    return get(key)
        .map(
            value ->
                Splitter.onPattern("[,\\s]+")
                    .omitEmptyStrings()
                    .splitToStream(value)
                    .collect(Collectors.toCollection(LinkedHashSet::new)))
        .map(List::copyOf);
  }

  /**
   * Begins the list that these answers describe; contract and tokens are not in it.
   *
   * @throws SetupException if the release is missing, or a number or flag is none
   */
  MirrorListSpec.Builder spec(PopPaths paths) throws SetupException {
    for (Map.Entry<String, String> answer : values.entrySet()) {
      if (answer.getValue().chars().anyMatch(Character::isISOControl)) {
        throw wrong(answer.getKey(), "has a control character");
      }
    }
    String release = get(RELEASE).orElseThrow(() -> wrong(RELEASE, "is missing"));
    MirrorListSpec.Builder spec =
        MirrorListSpec.forRelease(release)
            .entitlements(entitlements())
            .standardRepos(standardRepos())
            .plainSuites(flag(PLAIN_SUITES))
            .basePath(paths.basePath())
            .keyrings(List.of(paths.trustedKeys()));
    list(ARCHITECTURES).ifPresent(spec::architectures);
    list(COMPONENTS).ifPresent(spec::components);
    list(POCKETS).ifPresent(spec::pockets);
    get(MIRROR_HOST).ifPresent(spec::mirrorHost);
    Optional<String> port = get(MIRROR_PORT);
    if (port.isPresent()) {
      spec.mirrorPort(port(port.get()));
    }
    return spec;
  }

  private static int port(String text) throws SetupException {
    if (!text.matches("[0-9]{1,5}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > 65535) {
      throw wrong(MIRROR_PORT, "must be a port from 1 to 65535, not " + Redacted.quoted(text));
    }
    return Integer.parseInt(text);
  }

  /** The content of {@code pop.rc}: places first, then every answer, defaults included. */
  static Map<String, String> rc(PopPaths paths, MirrorListSpec spec, SetupAnswers answers) {
    Map<String, String> places = paths.toMap();
    Map<String, String> rc = new LinkedHashMap<>();
    for (String key : PATH_KEYS) {
      rc.put(key, String.valueOf(places.get(key.toLowerCase(Locale.ROOT))));
    }
    rc.put(RELEASE, spec.release());
    rc.put(ARCHITECTURES, String.join(",", spec.architectures()));
    rc.put(ENTITLEMENTS, String.join(",", spec.entitlements()));
    rc.put(MIRROR_HOST, spec.mirrorHost().orElse(""));
    rc.put(MIRROR_PORT, spec.mirrorPort().map(String::valueOf).orElse(""));
    rc.put(STANDARD_REPOS, String.valueOf(spec.standardRepos()));
    rc.put(COMPONENTS, String.join(",", spec.components()));
    rc.put(POCKETS, String.join(",", spec.pockets()));
    rc.put(PLAIN_SUITES, String.valueOf(spec.plainSuites()));
    for (String key : List.of(SYSTEMD_DIR, CONTRACT_URL)) {
      answers.get(key).ifPresent(value -> rc.put(key, value));
    }
    return rc;
  }
}
