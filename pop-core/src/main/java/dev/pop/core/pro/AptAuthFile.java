package dev.pop.core.pro;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.Internal;
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
  private static final Pattern WORD = Pattern.compile("[!-~&&[^#]]+");

  private final Path file;

  public AptAuthFile(Path file) {
    this.file = file;
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
    return AuthBlock.of(List.of(entry.line()));
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
}
