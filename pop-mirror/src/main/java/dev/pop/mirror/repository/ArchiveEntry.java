package dev.pop.mirror.repository;

import dev.pop.core.Secret;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.SourceLine;
import dev.pop.core.pro.TokenFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An archive of a list that is built in code: what a source line of a text says, and what other
 * lines say of that archive. Several entries for one archive add up, as lines do. Not for several
 * threads.
 *
 * <p>Nothing is checked here; {@link MirrorListBuilder#build} checks it as it does a text.
 */
public final class ArchiveEntry {
  private static final String YES = "yes";
  private static final String NO = "no";

  private record Option(String command, List<String> values) {}

  private final String url;
  private Optional<Credentials> credentials = Optional.empty();
  private List<String> suites = List.of();
  private List<String> components = List.of();
  private List<String> architectures = List.of();
  private boolean binaries = true;
  private boolean sources;
  private final List<String> signedBy = new ArrayList<>();
  private final Map<String, String> trust = new LinkedHashMap<>();
  private final List<Option> options = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();

  private ArchiveEntry(String url) {
    this.url = url;
  }

  /**
   * An archive by its base, such as {@code http://archive.ubuntu.com/ubuntu} or {@code
   * file:///srv/archive}.
   */
  public static ArchiveEntry at(String url) {
    return new ArchiveEntry(url);
  }

  /** An archive by its base, with the credentials that the URL has. */
  public static ArchiveEntry at(ArchiveUrl url) {
    ArchiveEntry entry = new ArchiveEntry(url.location());
    entry.credentials = url.credentials();
    return entry;
  }

  /** User and password for this archive's host and no other. */
  public ArchiveEntry credentials(String user, Secret password) {
    credentials = Optional.of(new Credentials(user, password));
    return this;
  }

  /** The resource token of an Ubuntu Pro service, such as {@code ProTokens.find} gives it. */
  public ArchiveEntry token(Secret token) {
    credentials = Optional.of(TokenFormat.credentials(token));
    return this;
  }

  /** At least one, such as {@code jammy-updates}; a flat one ends in a slash. */
  public ArchiveEntry suites(String... names) {
    suites = List.of(names);
    return this;
  }

  /** At least one, except for flat suites, which have none. */
  public ArchiveEntry components(String... names) {
    components = List.of(names);
    return this;
  }

  /** Whose binary packages; by default those of the list's default architecture. */
  public ArchiveEntry architectures(String... names) {
    architectures = List.of(names);
    return this;
  }

  /** Whether source packages are mirrored too; by default they are not. */
  public ArchiveEntry sources(boolean wanted) {
    sources = wanted;
    return this;
  }

  /** Whether binary packages are mirrored; by default they are. */
  public ArchiveEntry binaries(boolean wanted) {
    binaries = wanted;
    return this;
  }

  /** How indices are fetched; by default under their digest where upstream offers that. */
  public ArchiveEntry byHash(ByHash rule) {
    trust.put(ByHash.OPTION, rule.option());
    return this;
  }

  /** Keyrings whose keys may sign the archive: absolute paths without blanks and commas. */
  public ArchiveEntry signedBy(Path... keyrings) {
    Stream.of(keyrings).map(Path::toString).forEach(signedBy::add);
    return this;
  }

  /** Keys that may sign the archive, by fingerprints of 40 or 64 digits. */
  public ArchiveEntry signedByKeys(String... fingerprints) {
    signedBy.addAll(List.of(fingerprints));
    return this;
  }

  /** The key that may sign the archive, in ASCII armor, in place of keyrings. */
  public ArchiveEntry signedByKey(String armored) {
    trust.put(TrustPolicy.SIGNED_BY, armored);
    return this;
  }

  /** Whether signatures of this archive are checked, in place of what the settings say. */
  public ArchiveEntry gpgVerify(GpgVerify verify) {
    return option(ArchiveOptions.GPG_VERIFY, verify.name().toLowerCase(Locale.ROOT));
  }

  /** Whether these suites are taken without a check of signatures. */
  public ArchiveEntry trusted(boolean trusted) {
    return trust(TrustPolicy.TRUSTED, trusted);
  }

  /** Whether a {@code Date} in the future is refused, in place of what the settings say. */
  public ArchiveEntry checkDate(boolean checked) {
    return trust(TrustPolicy.CHECK_DATE, checked);
  }

  /** Whether a {@code Valid-Until} in the past is refused, in place of what the settings say. */
  public ArchiveEntry checkValidUntil(boolean checked) {
    return trust(TrustPolicy.CHECK_VALID_UNTIL, checked);
  }

  /** Whether a {@code Release} of another suite is refused, in place of what the settings say. */
  public ArchiveEntry checkReleaseInfo(boolean checked) {
    return trust(TrustPolicy.CHECK_RELEASE_INFO, checked);
  }

  private ArchiveEntry trust(String option, boolean on) {
    trust.put(option, on ? YES : NO);
    return this;
  }

  /** Lets a clean-up remove what no index of the archive names any more. */
  public ArchiveEntry clean() {
    return option(ArchiveOptions.CLEAN);
  }

  /** Files and directories below the archive that are never cleaned. */
  public ArchiveEntry skipClean(String... paths) {
    kept.addAll(List.of(paths));
    return this;
  }

  /** Files and directories below the archive that may be missing upstream. */
  public ArchiveEntry ignoreErrors(String... paths) {
    return option(ArchiveOptions.IGNORE_ERRORS, paths);
  }

  /** Where the archive lies below the mirror's path, in place of its host and path. */
  public ArchiveEntry place(String path) {
    return option(ArchiveOptions.MIRROR_PATH, path);
  }

  /** Does not speak HTTP/2 with the archive. */
  public ArchiveEntry http1Only() {
    return option(ArchiveOptions.HTTP2_DISABLE);
  }

  private ArchiveEntry option(String command, String... values) {
    options.add(new Option(command, List.of(values)));
    return this;
  }

  /** Gives a list what was given here. */
  void feed(ListAssembly list, SourcePosition whole, int number, Diagnostics diagnostics) {
    SourcePosition position = whole.argument(number, "archive " + number);
    try {
      ArchiveUrl address = ArchiveUrl.parse(url);
      position = whole.argument(number, "archive " + number + " (" + address.location() + ")");
      feed(list, credentials.map(address::withCredentials).orElse(address), position, diagnostics);
    } catch (FormatException e) {
      diagnostics.fault(position, e.getMessage());
    }
  }

  private void feed(
      ListAssembly list, ArchiveUrl address, SourcePosition position, Diagnostics diagnostics)
      throws FormatException {
    Map<String, String> all = new LinkedHashMap<>(trust);
    if (!signedBy.isEmpty()) {
      all.put(TrustPolicy.SIGNED_BY, String.join(",", signedBy));
    }
    SourceOptions.check(all, position, diagnostics);
    all.put(SourceLine.ARCH, String.join(",", architectures));
    if (sources) {
      all.put(SourceLine.ARCH_ADD, SourceLine.SOURCE);
    }
    if (!binaries && !sources) {
      throw new FormatException("wants neither binary nor source packages");
    }
    list.source(SourceLine.of(!binaries, all, address, suites, components), position);
    for (Option option : options) {
      list.option(option.command, address.location(), option.values, position);
    }
    for (String path : kept) {
      list.option(ArchiveOptions.SKIP_CLEAN, address.location() + "/" + path, List.of(), position);
    }
  }
}
