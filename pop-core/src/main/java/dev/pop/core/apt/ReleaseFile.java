package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.pop.core.Internal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Release} of a suite: which index files it has, with sizes and digests. Reading checks
 * every path and number; it verifies no signature. Immutable.
 *
 * @see <a href="https://wiki.debian.org/DebianRepository/Format#A.22Release.22_files">the
 *     format</a>
 */
@Internal
public final class ReleaseFile {
  private static final Splitter WORDS =
      Splitter.on(CharMatcher.anyOf(" \t")).trimResults().omitEmptyStrings();

  /** The signed files themselves. */
  private static final Set<String> OWN = Set.of("InRelease", "Release", "Release.gpg");

  /** So many unusable entries are kept. */
  private static final int MOST_UNUSABLE = 3;

  private final Map<String, String> fields;
  private final Map<String, ReleaseEntry> entries;
  private final Optional<Instant> date;
  private final Optional<Instant> validUntil;
  private final Set<String> unreadableDates;
  private final List<String> unusable;

  private ReleaseFile(
      Map<String, String> fields,
      Map<String, ReleaseEntry> entries,
      Optional<Instant> date,
      Optional<Instant> validUntil,
      Set<String> unreadableDates,
      List<String> unusable) {
    this.unreadableDates = Set.copyOf(unreadableDates);
    this.unusable = List.copyOf(unusable);
    this.fields = fields;
    this.entries = Collections.unmodifiableMap(entries);
    this.date = date;
    this.validUntil = validUntil;
  }

  /**
   * Reads the text of a {@code Release}.
   *
   * <p>Passed over are lines that are no field, entries for the signed files themselves, those with
   * a malformed digest, size or path or that contradict another, dates that cannot be read, and
   * whatever follows a blank line behind the hash sections.
   *
   * @throws FormatException if no hash section is there at all (as in an error page that a proxy
   *     served in its place)
   */
  public static ReleaseFile parse(byte[] text) throws FormatException {
    Parser parser = new Parser();
    int number = 0;
    for (String line : Splitter.on('\n').split(new String(text, UTF_8))) {
      parser.line(++number, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    return parser.finish();
  }

  /**
   * Reads an {@code InRelease}: the clear-signed text between its armor.
   *
   * @throws FormatException as {@link #parse}, and if it is not exactly one clear-signed message
   */
  public static ReleaseFile parseInRelease(byte[] text) throws FormatException {
    return parse(ClearsignedText.split(text).text());
  }

  /** What a {@code Release} without any field would say that lists these files. */
  public static ReleaseFile listing(Collection<ReleaseEntry> files) {
    Map<String, ReleaseEntry> entries = new LinkedHashMap<>();
    files.forEach(file -> entries.put(file.path(), file));
    return new ReleaseFile(
        Map.of(), entries, Optional.empty(), Optional.empty(), Set.of(), List.of());
  }

  /** The value of a field outside the hash sections, by its name in any case of letters. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
  }

  /** {@code Date}: when this generation of the suite was made. */
  public Optional<Instant> date() {
    return date;
  }

  /** {@code Valid-Until}: when clients shall stop to believe this generation. */
  public Optional<Instant> validUntil() {
    return validUntil;
  }

  /**
   * Which of {@code Date} and {@code Valid-Until} are there and cannot be read, as of a time zone
   * that is given by name; they count as missing.
   */
  public Set<String> unreadableDates() {
    return unreadableDates;
  }

  /** The first entries that were passed over because nobody can use them, with the reason. */
  public List<String> unusable() {
    return unusable;
  }

  /** {@code Acquire-By-Hash: yes}: each index is also there under its digest. */
  public boolean acquireByHash() {
    return field("Acquire-By-Hash").map(value -> value.equalsIgnoreCase("yes")).orElse(false);
  }

  /** {@code Components} as they stand, perhaps with a suite prefix such as {@code updates/main}. */
  public List<String> components() {
    return field("Components").map(WORDS::splitToList).orElse(List.of());
  }

  /** {@code Architectures}, perhaps with {@code all}. */
  public List<String> architectures() {
    return field("Architectures").map(WORDS::splitToList).orElse(List.of());
  }

  /**
   * Whether clients read {@code binary-all/Packages} of their own: {@code all} is among the
   * architectures and {@code No-Support-for-Architecture-all: Packages} does not take it back.
   */
  public boolean supportsArchitectureAll() {
    return architectures().contains("all")
        && field("No-Support-for-Architecture-all")
            .map(value -> !value.equalsIgnoreCase("Packages"))
            .orElse(true);
  }

  /** Every listed file by its path, in the order of the text. */
  public Map<String, ReleaseEntry> entries() {
    return entries;
  }

  /** Whether the other one has the same fields, and lists the same files. */
  public boolean saysSameAs(ReleaseFile other) {
    return fields.equals(other.fields) && entries.equals(other.entries);
  }

  private static final class Parser {
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Set<String> unreadableDates = new LinkedHashSet<>();
    private @Nullable HashAlgorithm section;
    private boolean anySection;
    private boolean over;
    private final List<String> unusable = new ArrayList<>();

    /** What nobody can use costs itself: clients ask for a few of the files only. */
    void line(int number, String line) {
      if (line.isBlank()) {
        section = null;
        over |= anySection; // clients read the first stanza alone
      } else if (over) {
        return;
      } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        if (section != null) {
          try {
            entry(section, line);
          } catch (FormatException e) {
            unusable(number, e.getMessage(), line);
          }
        }
      } else {
        field(line);
      }
    }

    private void unusable(int number, String what, String line) {
      if (unusable.size() < MOST_UNUSABLE) {
        unusable.add("line " + number + " " + what + ": '" + ArchivePath.printable(line) + "'");
      }
    }

    private void field(String line) {
      int colon = line.indexOf(':');
      if (colon <= 0) { // which apt passes over too
        section = null;
        return;
      }
      String name = line.substring(0, colon).trim();
      section = HashAlgorithm.ofReleaseField(name).orElse(null);
      if (section != null) {
        anySection = true;
      } else {
        fields.put(name.toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      }
    }

    private void entry(HashAlgorithm algorithm, String line) throws FormatException {
      List<String> words = WORDS.limit(3).splitToList(line);
      if (words.size() != 3) {
        throw new FormatException("is not 'digest size path'");
      }
      Checksum checksum;
      try {
        checksum = Checksum.ofHex(algorithm, words.get(0));
      } catch (IllegalArgumentException e) {
        throw new FormatException("has a malformed " + algorithm + " digest", e);
      }
      long size = Sizes.parse(words.get(1));
      if (size < 0) {
        throw new FormatException("has a malformed size");
      }
      String path = ArchivePath.normalize(words.get(2));
      if (OWN.contains(path)) {
        return; // a file cannot say what it is itself, though some list it
      }
      Draft draft = drafts.computeIfAbsent(path, p -> new Draft(size));
      if (draft.size != size) {
        draft.contradictory = true;
        throw new FormatException("gives another size than the line before (" + draft.size + ")");
      }
      Checksum other = draft.checksums.putIfAbsent(algorithm, checksum);
      if (other != null && !other.equals(checksum)) {
        draft.contradictory = true;
        throw new FormatException("lists a second digest for one file");
      }
    }

    ReleaseFile finish() throws FormatException {
      if (!anySection) {
        throw new FormatException("it lists no files (no SHA256 or other hash section)");
      }
      Map<String, ReleaseEntry> entries = new LinkedHashMap<>();
      drafts.forEach(
          (path, draft) -> {
            if (!draft.contradictory) {
              entries.put(path, new ReleaseEntry(path, draft.size, draft.checksums));
            }
          });
      Optional<Instant> date = instant("Date");
      Optional<Instant> validUntil =
          fields.getOrDefault("valid-until", "").isBlank()
              ? Optional.empty() // as apt reads it
              : instant("Valid-Until");
      return new ReleaseFile(fields, entries, date, validUntil, unreadableDates, unusable);
    }

    private Optional<Instant> instant(String name) {
      String text = fields.get(name.toLowerCase(Locale.ROOT));
      if (text == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(ReleaseDate.read(text));
      } catch (DateTimeException e) {
        unreadableDates.add(name);
        return Optional.empty();
      }
    }
  }

  /** What the sections read so far say about one file. */
  private static final class Draft {
    final long size;
    final Map<HashAlgorithm, Checksum> checksums = new EnumMap<>(HashAlgorithm.class);
    boolean contradictory;

    Draft(long size) {
      this.size = size;
    }
  }
}
