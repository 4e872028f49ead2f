package dev.pop.mirror.repository;

import com.google.common.collect.ImmutableListMultimap;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.SourceLine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The lines that say something of one archive: {@code COMMAND URL [VALUE...]}. */
final class ArchiveOptions {
  static final String CLEAN = "clean";
  static final String SKIP_CLEAN = "skip-clean";
  static final String HTTP2_DISABLE = "http2-disable";
  static final String MIRROR_PATH = "mirror_path";
  static final String MIRROR_DIST_UPGRADER = "mirror_dist_upgrader";

  static final String IGNORE_ERRORS = "ignore_errors";
  static final String GPG_VERIFY = "gpg_verify";

  /** The archive's own directory. */
  private static final Pattern WHOLE = Pattern.compile("(\\.?/)*\\.?");

  private static final Set<String> WITHOUT_VALUE =
      Set.of(CLEAN, SKIP_CLEAN, HTTP2_DISABLE, MIRROR_DIST_UPGRADER);
  private static final Set<String> WITH_VALUE = Set.of(MIRROR_PATH, IGNORE_ERRORS, GPG_VERIFY);

  /** They choose packages, so to pass over one would mirror something else than what is asked. */
  private static final Set<String> FILTERS =
      Set.of(
          "include_source_name",
          "exclude_source_name",
          "include_binary_packages",
          "exclude_binary_packages",
          "include_sections",
          "exclude_sections",
          "include_tags",
          "exclude_tags");

  private final Diagnostics diagnostics;
  private final Map<String, SourcePosition> cleanPaths = new LinkedHashMap<>();
  private final Set<String> skipCleanPaths = new LinkedHashSet<>();
  private final Set<String> http1Only = new LinkedHashSet<>();
  private final Map<String, String> mirrorPaths = new LinkedHashMap<>();
  private final ImmutableListMultimap.Builder<String, String> ignoredErrors =
      ImmutableListMultimap.builder();

  private final Map<String, GpgVerify> gpgVerify = new LinkedHashMap<>();

  private boolean tilde;

  /** What to say when the list has no such archive. */
  private record Mention(String command, String archive, SourcePosition position) {}

  private final List<Mention> mentions = new ArrayList<>();

  ArchiveOptions(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Whether a line that begins with {@code word} is one for {@link #add}. */
  static boolean isCommand(String word) {
    return WITHOUT_VALUE.contains(word) || WITH_VALUE.contains(word) || FILTERS.contains(word);
  }

  /** Whether the command says all by being there. */
  static boolean isSwitch(String word) {
    return WITHOUT_VALUE.contains(word);
  }

  /**
   * Notes a line.
   *
   * @throws FormatException if it is malformed, or asks for something that must not be passed over
   */
  void add(String command, String url, List<String> values, SourcePosition position)
      throws FormatException {
    if (FILTERS.contains(command)) {
      throw new FormatException(
          "has the filter "
              + command
              + ", which this version does not have; without the line the whole archive is"
              + " mirrored");
    }
    if (WITH_VALUE.contains(command) && values.isEmpty()) {
      throw new FormatException("has no value after '" + command + " URL'");
    }
    ArchiveUrl archive = ArchiveUrl.parse(withScheme(command, SourceLine.unquoted(url)));
    if (command.equals(CLEAN)) {
      cleanPaths.putIfAbsent(archive.diskPath(), position);
    } else if (command.equals(SKIP_CLEAN)) {
      skipCleanPaths.add(archive.diskPath());
    } else {
      mentions.add(new Mention(command, archive.diskPath(), position));
      note(command, archive, values, position);
    }
    warnOfRest(command, values, position);
  }

  private void note(
      String command, ArchiveUrl archive, List<String> values, SourcePosition position)
      throws FormatException {
    switch (command) {
      case HTTP2_DISABLE -> http1Only.add(archive.location());
      case MIRROR_PATH -> mirrorPath(archive, values.get(0));
      case IGNORE_ERRORS -> {
        for (String path : values) {
          String below = below(archive, SourceLine.unquoted(path));
          ignoredErrors.put(
              archive.diskPath(),
              WHOLE.matcher(below).matches() ? "" : ArchivePath.normalize(below));
        }
      }
      case GPG_VERIFY -> {
        Optional<GpgVerify> verify = GpgVerify.ofValue(values.get(0));
        if (verify.isEmpty()) {
          throw new FormatException(
              "has gpg_verify with " + Redacted.quoted(values.get(0)) + "; " + GpgVerify.KNOWN);
        }
        gpgVerify.put(archive.diskPath(), verify.get());
      }
      default ->
          diagnostics.warnOnce(
              position,
              "'"
                  + command
                  + "' has no effect in this version: no index of an archive names the files of the"
                  + " release upgrader, so they could not be verified");
    }
  }

  private void mirrorPath(ArchiveUrl archive, String path) throws FormatException {
    String normal = ArchivePath.normalize(relative(path));
    String before = mirrorPaths.putIfAbsent(archive.diskPath(), normal);
    if (before != null && !before.equals(normal)) {
      throw new FormatException(
          "gives a second mirror_path for " + archive.location() + ", which has " + before);
    }
  }

  private static String relative(String path) {
    return path.replaceFirst("^/+", "");
  }

  /** A path as people write it: the whole URL, with a star at its end, or percent-encoded. */
  private static String below(ArchiveUrl archive, String path) {
    String base = archive.location() + "/";
    String below = path.startsWith(base) ? path.substring(base.length()) : path;
    return relative(below).replaceFirst("\\*$", "").replace("%20", " ");
  }

  private void warnOfRest(String command, List<String> values, SourcePosition position) {
    int meant =
        command.equals(IGNORE_ERRORS) ? values.size() : WITH_VALUE.contains(command) ? 1 : 0;
    if (values.size() > meant) {
      String rest = String.join(" ", values.subList(meant, values.size()));
      diagnostics.warn(position, Redacted.quoted(rest) + " at the end of the line is ignored");
    }
  }

  /** The Perl program cuts the scheme of a clean line off, so lists leave it out. */
  private static String withScheme(String command, String url) {
    boolean mayLackIt = command.equals(CLEAN) || command.equals(SKIP_CLEAN);
    return !mayLackIt || url.contains("://") || url.startsWith("file:") ? url : "http://" + url;
  }

  /** Locations of archives that HTTP/2 is not spoken with. */
  Set<String> http1Only() {
    return http1Only;
  }

  /** The policy for an archive, which is {@code usual} unless a line says otherwise. */
  TrustPolicy trust(ArchiveUrl archive, TrustPolicy usual) {
    GpgVerify own = gpgVerify.get(archive.diskPath());
    return own == null
        ? usual
        : new TrustPolicy(
            own,
            usual.signedBy(),
            usual.key(),
            usual.checkDate(),
            usual.checkValidUntil(),
            usual.checkReleaseInfo());
  }

  /** Whether {@code ~} is written {@code %7E} where files are listed. */
  void escapeTilde(boolean escape) {
    this.tilde = escape;
  }

  /** The archive with these suites. */
  Repository repository(Archive archive, List<Suite> suites) {
    return new Repository(archive, suites, tilde);
  }

  /** The archive that is fetched from there. */
  Archive archive(ArchiveUrl address) {
    return Archive.at(moved(address.diskPath()), address);
  }

  /** A path that begins with host and archive, as it lies below {@code mirror_path}. */
  private String moved(String path) {
    return mirrorPaths.entrySet().stream()
        .filter(entry -> isWithin(path, entry.getKey()))
        .map(entry -> entry.getValue() + path.substring(entry.getKey().length()))
        .findFirst()
        .orElse(path);
  }

  List<String> skipCleanPaths() {
    return skipCleanPaths.stream().map(this::moved).toList();
  }

  /** A clean line works only on archives that the list mirrors: on others it could only wipe. */
  List<String> cleanPaths(Collection<Repository> repositories) {
    List<String> result = new ArrayList<>();
    cleanPaths.forEach(
        (written, position) -> {
          String path = moved(written);
          boolean mirrored =
              repositories.stream()
                  .map(Repository::diskPath)
                  .anyMatch(root -> isWithin(root, path) || isWithin(path, root));
          if (mirrored) {
            result.add(path);
          } else {
            diagnostics.warn(
                position,
                "'clean " + written + "' names no archive of this list; nothing is cleaned there");
          }
        });
    return result;
  }

  IgnoredErrors ignoredErrors() {
    ImmutableListMultimap.Builder<String, String> moved = ImmutableListMultimap.builder();
    ignoredErrors.build().forEach((archive, path) -> moved.put(moved(archive), path));
    return new IgnoredErrors(moved.build());
  }

  /** Warns of lines for archives that the list does not have. */
  void checkMentions(Collection<Repository> repositories) {
    Set<String> archives =
        repositories.stream()
            .flatMap(repository -> repository.suites().stream())
            .map(suite -> suite.archive().address().diskPath())
            .collect(Collectors.toUnmodifiableSet());
    for (Mention mention : mentions) {
      if (!archives.contains(mention.archive)) {
        diagnostics.warn(
            mention.position,
            "'" + mention.command + " " + mention.archive + "' names no archive of this list");
      }
    }
  }

  private static boolean isWithin(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }
}
