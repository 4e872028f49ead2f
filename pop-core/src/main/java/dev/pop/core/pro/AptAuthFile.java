package dev.pop.core.pro;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.Diagnostic;
import dev.pop.core.Internal;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.FormatException;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.SecretFile;
import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * apt's credentials ({@code auth.conf.d}): lines {@code machine HOST/PATH/ login bearer password
 * TOKEN}. apt takes the first line that fits, so a longer path stands before the shorter ones.
 *
 * @see <a href="https://manpages.debian.org/apt_auth.conf">apt_auth.conf(5)</a>
 */
@Internal
public final class AptAuthFile {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final Set<String> KEYWORDS = Set.of("machine", "login", "password");
  private static final Pattern LOCATION = Pattern.compile("([a-z+]+://)?[A-Za-z0-9._~:/\\[\\]-]+");
  private static final Pattern WORD = Pattern.compile("[!-~&&[^#]]+");

  private final Path file;

  public AptAuthFile(Path file) {
    this.file = file;
  }

  /** As {@link #update(Collection, Collection)}, which nothing went before. */
  public boolean update(Collection<AuthEntry> entries) throws IOException {
    return update(entries, List.of());
  }

  /**
   * Puts {@code entries} into the file, which is created if need be, with its directories. An entry
   * for the same place is replaced; every other line stays as it is. Mode 0600, atomic.
   *
   * @param former entries of an earlier update: those with a place that none of {@code entries} has
   *     are taken out, unless somebody has changed them since
   * @return whether anything changed, the mode included
   * @throws IllegalArgumentException if two entries are for the same place, or user or password is
   *     no single word
   * @throws IOException if the file cannot be read or written; what was there is then unchanged
   */
  public boolean update(Collection<AuthEntry> entries, Collection<AuthEntry> former)
      throws IOException {
    String before = Files.exists(file) ? SecretFile.readText(file, MAX_BYTES) : null;
    String after = merged(before == null ? "" : before, entries, former);
    if (before == null && after.isEmpty()) {
      return false;
    }
    if (after.equals(before) && SecretFile.exposure(file).isEmpty()) {
      return false;
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      WorldReadableFiles.createDirectories(directory);
    }
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, after);
    return true;
  }

  private static String merged(
      String before, Collection<AuthEntry> entries, Collection<AuthEntry> former) {
    Map<String, AuthEntry> byLocation = new HashMap<>();
    for (AuthEntry entry : entries) {
      checkWords(entry);
      checkArgument(
          byLocation.put(entry.location(), entry) == null,
          "two credentials are given for %s",
          entry.location());
    }
    List<AuthEntry> obsolete =
        former.stream().filter(entry -> !byLocation.containsKey(entry.location())).toList();
    List<AuthBlock> split = new ArrayList<>(AuthBlock.split(before));
    split.removeIf(block -> obsolete.stream().anyMatch(entry -> isOf(block, entry)));
    List<AuthBlock> blocks = replaceInPlace(split, byLocation);
    List<AuthEntry> others = new ArrayList<>(byLocation.values());
    others.sort(
        Comparator.comparingInt((AuthEntry entry) -> entry.location().length())
            .reversed()
            .thenComparing(AuthEntry::location));
    for (AuthEntry entry : others) {
      blocks.add(firstCovering(blocks, entry.location()), block(entry));
    }
    StringBuilder text = new StringBuilder();
    blocks.forEach(block -> block.lines().forEach(line -> text.append(line).append('\n')));
    return text.toString();
  }

  /**
   * The blocks with those of {@code wanted} put where the file has an entry for the same place, and
   * taken off {@code wanted}. Second entries for a place go, and so do those that apt would never
   * come to.
   */
  private static List<AuthBlock> replaceInPlace(
      List<AuthBlock> blocks, Map<String, AuthEntry> wanted) {
    Set<String> ours = Set.copyOf(wanted.keySet());
    List<AuthBlock> kept = new ArrayList<>();
    for (AuthBlock block : blocks) {
      Optional<String> location = block.location().filter(ours::contains);
      if (location.isEmpty()) {
        kept.add(block);
      } else if (firstCovering(kept, location.get()) == kept.size()) {
        AuthEntry entry = wanted.remove(location.get());
        if (entry != null) {
          kept.add(block(entry));
        }
      }
    }
    return kept;
  }

  private static boolean isOf(AuthBlock block, AuthEntry entry) {
    return block.location().filter(entry.location()::equals).isPresent()
        && block.gives(entry.credentials());
  }

  private static AuthBlock block(AuthEntry entry) {
    return AuthBlock.of(0, List.of(entry.line()));
  }

  /** Index of the first entry that apt would take for {@code location}; the size if none. */
  private static int firstCovering(List<AuthBlock> blocks, String location) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).covers(location)) {
        return i;
      }
    }
    return blocks.size();
  }

  private static void checkWords(AuthEntry entry) {
    checkArgument(
        WORD.matcher(entry.credentials().user()).matches()
            && WORD.matcher(entry.credentials().password().reveal()).matches(),
        "user or password for %s must be a single word",
        entry.location());
  }

  /**
   * Looks for faults: the file's absence or mode, and in its entries whatever apt would stumble
   * over or never come to. Empty when all is well.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public List<Diagnostic> verify() throws IOException {
    return verify(List.of());
  }

  /**
   * As {@link #verify()}, and whether apt would send the credentials of each of {@code expected}.
   */
  public List<Diagnostic> verify(Collection<AuthEntry> expected) throws IOException {
    if (!Files.exists(file)) {
      return List.of(Diagnostic.of(file.toString(), file + " does not exist"));
    }
    List<Diagnostic> faults = new ArrayList<>();
    SecretFile.exposure(file)
        .ifPresent(sentence -> faults.add(Diagnostic.of(file.toString(), sentence)));
    List<AuthBlock> entries = new ArrayList<>();
    for (AuthBlock block : AuthBlock.split(SecretFile.readText(file, MAX_BYTES))) {
      List<String> words = block.words();
      if (!words.isEmpty()) {
        faults.addAll(faults(block, words, entries));
        entries.add(block);
      }
    }
    for (AuthEntry entry : expected) {
      missing(entry, entries).ifPresent(faults::add);
    }
    return List.copyOf(faults);
  }

  private List<Diagnostic> faults(AuthBlock block, List<String> words, List<AuthBlock> before) {
    if (!words.get(0).equals("machine")) {
      return List.of(at(block, "is not an entry; it must begin with 'machine'"));
    }
    List<Diagnostic> faults = new ArrayList<>();
    Optional<String> location = block.location();
    if (location.isEmpty() || !LOCATION.matcher(location.get()).matches()) {
      faults.add(at(block, "names no host and path after 'machine'"));
    } else {
      shadow(location.get(), before).ifPresent(reason -> faults.add(at(block, reason)));
    }
    wrongWord(words).ifPresent(reason -> faults.add(at(block, reason)));
    for (String keyword : List.of("login", "password")) {
      if (block.valueOf(keyword) == null) {
        faults.add(at(block, "has no " + keyword));
      }
    }
    malformedToken(block).ifPresent(reason -> faults.add(at(block, reason)));
    return faults;
  }

  private static Optional<String> wrongWord(List<String> words) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < words.size(); i += 2) {
      if (!KEYWORDS.contains(words.get(i))) {
        return Optional.of(
            "has something else as its word " + (i + 1) + " than 'login' or 'password'");
      }
      if (!seen.add(words.get(i))) {
        return Optional.of("gives '" + words.get(i) + "' twice");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> malformedToken(AuthBlock block) {
    String password = block.valueOf("password");
    if (!"bearer".equals(block.valueOf("login")) || password == null) {
      return Optional.empty();
    }
    try {
      TokenFormat.parse(password, "this entry");
      return Optional.empty();
    } catch (FormatException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Why apt never comes to an entry of that place, if so. */
  private static Optional<String> shadow(String location, List<AuthBlock> before) {
    for (AuthBlock earlier : before) {
      if (earlier.covers(location)) {
        return Optional.of(
            earlier.location().orElseThrow().equals(location)
                ? "is for the same place as line " + earlier.line()
                : "is never used: line " + earlier.line() + " has a shorter path and comes first");
      }
    }
    return Optional.empty();
  }

  private Optional<Diagnostic> missing(AuthEntry expected, List<AuthBlock> entries) {
    for (AuthBlock entry : entries) {
      if (entry.covers(expected.location())) {
        return entry.gives(expected.credentials())
            ? Optional.empty()
            : Optional.of(at(entry, "gives other credentials for " + expected.location()));
      }
    }
    return Optional.of(
        Diagnostic.of(file.toString(), "there is no entry for " + expected.location()));
  }

  private Diagnostic at(AuthBlock block, String reason) {
    return new Diagnostic(new SourcePosition(file.toString(), block.line()), reason);
  }
}
