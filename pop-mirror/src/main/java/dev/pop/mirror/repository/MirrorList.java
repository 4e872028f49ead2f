package dev.pop.mirror.repository;

import dev.pop.core.Diagnostic;
import dev.pop.core.Internal;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.http.TransportOptions.Proxies;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mirror list that has been read: settings, archives, and which of them may be cleaned.
 * Immutable.
 *
 * <p>The syntax is that of apt-mirror's {@code mirror.list}, see docs/mirror-list.md.
 *
 * @param origin the file, as the user named it
 * @param settings every setting, defaults included
 * @param repositories what is mirrored, in the order of the list
 * @param cleanPaths directories below {@code mirror_path} that {@code clean} lines name, such as
 *     {@code archive.ubuntu.com/ubuntu}
 * @param skipCleanPaths files and directories below {@code mirror_path} that are never cleaned
 * @param ignoredErrors which pool files may be missing
 * @param warnings what is doubtful but can be worked with
 */
public record MirrorList(
    String origin,
    MirrorSettings settings,
    List<Repository> repositories,
    List<String> cleanPaths,
    List<String> skipCleanPaths,
    @Internal IgnoredErrors ignoredErrors,
    List<Diagnostic> warnings) {

  public MirrorList {
    boolean contents = settings.contents(); // of all suites
    repositories = repositories.stream().map(it -> it.withContents(contents)).toList();
    cleanPaths = List.copyOf(cleanPaths);
    skipCleanPaths = List.copyOf(skipCleanPaths);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads {@code file}, then {@code *.list} and {@code *.sources} of the directory beside it that
   * is named as it with {@code .d} at the end.
   *
   * @throws MirrorListException if one of them is missing, unreadable, no text, or has faulty
   *     lines, or would let secrets out; every fault is in it
   */
  public static MirrorList read(Path file) throws MirrorListException {
    return read(file, Strictness.RUN);
  }

  /** As {@link #read(Path)}; {@code use} says what is refused besides. */
  public static MirrorList read(Path file, Strictness use) throws MirrorListException {
    return new MirrorListParser(ListFiles.of(file), use).parse();
  }

  /** A list without a text. */
  public static MirrorListBuilder builder() {
    return new MirrorListBuilder();
  }

  /**
   * Reads a list from its text.
   *
   * @param origin how messages name it
   * @throws MirrorListException if it has faulty lines
   */
  public static MirrorList parse(String text, String origin) throws MirrorListException {
    return parse(text, origin, Strictness.RUN);
  }

  /** As {@link #parse(String, String)}; {@code use} says what is refused besides. */
  public static MirrorList parse(String text, String origin, Strictness use)
      throws MirrorListException {
    return new MirrorListParser(ListFiles.ofText(text, origin), use).parse();
  }

  /**
   * A new list that is nowhere written, such as one to estimate. Keyrings that are not there are
   * left out.
   *
   * @param clock tells whether the contract has ended
   * @throws MirrorListException as {@link #create(MirrorListSpec, Path)}
   */
  public static MirrorList of(MirrorListSpec spec, Clock clock) throws MirrorListException {
    return parse(new MirrorListWriter(spec, clock, Files::isReadable).text(), "the specification");
  }

  /**
   * Writes a new list and reads it back. The file holds tokens: it is readable by its owner alone,
   * appears whole or not at all, and what was there before stays when anything is wrong.
   *
   * @param target the file; its directory is made when it is missing
   * @throws MirrorListException if the specification is faulty, or asks for what {@link #read}
   *     refuses, such as tokens over plain HTTP to a public host; every fault is in it
   * @throws IOException if the file cannot be written
   */
  public static MirrorList create(MirrorListSpec spec, Path target)
      throws MirrorListException, IOException {
    return create(spec, target, Optional.empty());
  }

  /**
   * As {@link #create(MirrorListSpec, Path)}; the members of {@code group} may read the file too.
   *
   * @throws dev.pop.core.io.NoSuchGroupException if there is no such group
   */
  public static MirrorList create(MirrorListSpec spec, Path target, Optional<String> group)
      throws MirrorListException, IOException {
    String text = render(spec, Clock.system(ZoneId.systemDefault()));
    MirrorList list = parse(text, target.toString());
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      WorldReadableFiles.createDirectories(parent);
    }
    if (group.isPresent()) {
      AtomicFile.writeForGroup(target, group.get(), text);
    } else {
      AtomicFile.write(target, AtomicFile.Mode.PRIVATE, text);
    }
    return list;
  }

  /**
   * The text of a new list, which holds the tokens.
   *
   * @param clock for the date in its header
   * @throws MirrorListException if the specification is faulty
   */
  public static String render(MirrorListSpec spec, Clock clock) throws MirrorListException {
    return new MirrorListWriter(spec, clock, keyring -> true).text();
  }

  /**
   * A text that {@link #parse(String, String)} makes this list of, with the settings that differ
   * from the defaults. It has the tokens and passwords in clear text: a file for it is to be
   * readable by its owner alone (mode 0600). Files that settings name are read.
   *
   * @throws MirrorListException for what no text can say, such as certificates in memory, timeouts
   *     and keys in ASCII armor; each is named
   */
  public String toText() throws MirrorListException {
    return new MirrorListText(this).write();
  }

  /**
   * The same list, for which the keyrings count too that a PoP keeps copies of.
   *
   * @param copies their directory, {@link dev.pop.core.PopPaths#trustedKeys}; need not exist
   */
  public MirrorList withKeyrings(Path copies) {
    return withSettings(settings.withKeyrings(settings.keyrings().withCopies(copies)));
  }

  /** The same archives with other settings. */
  public MirrorList withSettings(MirrorSettings other) {
    return new MirrorList(
        origin, other, repositories, cleanPaths, skipCleanPaths, ignoredErrors, warnings);
  }

  /** All suites of all repositories. */
  public List<Suite> suites() {
    return repositories.stream().flatMap(repository -> repository.suites().stream()).toList();
  }

  /** Every password and token of the list, for whoever must keep them out of a text. */
  public Set<Secret> secrets() {
    Proxies proxies = settings.transport().proxies();
    return Stream.concat(
            suites().stream().map(suite -> suite.archive().address()),
            Stream.of(proxies.http(), proxies.https()).flatMap(Optional::stream))
        .flatMap(url -> url.credentials().stream())
        .map(Credentials::password)
        .collect(Collectors.toSet());
  }

  /** What is wanted of each archive and suite, see {@link Suite#selection}. */
  public List<String> selections() {
    return suites().stream().map(suite -> suite.archive().id() + " " + suite.selection()).toList();
  }
}
