package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Release} of a suite: which index files it has, with sizes and digests. Reading checks
 * every path and number; it verifies no signature. Immutable.
 *
 * @see <a href="https://wiki.debian.org/DebianRepository/Format#A.22Release.22_files">the
 *     format</a>
 */
public final class ReleaseFile {
  private static final Splitter WORDS =
      Splitter.on(CharMatcher.anyOf(" \t")).trimResults().omitEmptyStrings();

  private final Map<String, String> fields;
  private final Map<String, ReleaseEntry> entries;
  private final Optional<Instant> date;
  private final Optional<Instant> validUntil;

  private ReleaseFile(
      Map<String, String> fields,
      Map<String, ReleaseEntry> entries,
      Optional<Instant> date,
      Optional<Instant> validUntil) {
    this.fields = fields;
    this.entries = Collections.unmodifiableMap(entries);
    this.date = date;
    this.validUntil = validUntil;
  }

  /**
   * Reads the text of a {@code Release}.
   *
   * @throws FormatException if a line is no field, a digest, size, path or date is malformed, two
   *     hash sections give one file different sizes, or no hash section is there at all (as in an
   *     error page that a proxy served in its place)
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
    return new ReleaseFile(Map.of(), entries, Optional.empty(), Optional.empty());
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
    private @Nullable HashAlgorithm section;
    private boolean anySection;
    private String lastField = "";

    void line(int number, String line) throws FormatException {
      if (line.isBlank()) {
        section = null;
      } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        if (section != null) {
          entry(number, section, line);
        } else if (lastField.isEmpty()) {
          throw at(number, "continues a field, but none came before", line);
        }
      } else {
        field(number, line);
      }
    }

    private void field(int number, String line) throws FormatException {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw at(number, "is no 'Field: value'", line);
      }
      lastField = line.substring(0, colon);
      section = HashAlgorithm.ofReleaseField(lastField).orElse(null);
      if (section != null) {
        anySection = true;
      } else {
        fields.put(lastField.toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      }
    }

    private void entry(int number, HashAlgorithm algorithm, String line) throws FormatException {
      List<String> words = WORDS.limit(3).splitToList(line);
      if (words.size() != 3) {
        throw at(number, "is no 'digest size path'", line);
      }
      Checksum checksum;
      try {
        checksum = Checksum.ofHex(algorithm, words.get(0));
      } catch (IllegalArgumentException e) {
        throw at(number, "has a malformed " + algorithm + " digest", line);
      }
      long size = Sizes.parse(words.get(1));
      if (size < 0) {
        throw at(number, "has a malformed size", line);
      }
      String path = ArchivePath.normalize(words.get(2));
      Draft draft = drafts.computeIfAbsent(path, p -> new Draft(size));
      if (draft.size != size) {
        throw at(number, "gives another size than the line before (" + draft.size + ")", line);
      }
      Checksum other = draft.checksums.putIfAbsent(algorithm, checksum);
      if (other != null && !other.equals(checksum)) {
        throw at(number, "lists a second digest for one file", line);
      }
    }

    ReleaseFile finish() throws FormatException {
      if (!anySection) {
        throw new FormatException("it lists no files (no SHA256 or other hash section)");
      }
      Map<String, ReleaseEntry> entries = new LinkedHashMap<>();
      drafts.forEach(
          (path, draft) -> entries.put(path, new ReleaseEntry(path, draft.size, draft.checksums)));
      return new ReleaseFile(fields, entries, instant("Date"), instant("Valid-Until"));
    }

    private Optional<Instant> instant(String name) throws FormatException {
      String text = fields.get(name.toLowerCase(Locale.ROOT));
      return text == null ? Optional.empty() : Optional.of(ReleaseDate.parse(name, text));
    }

    private static FormatException at(int number, String what, String line) {
      return new FormatException(
          "line " + number + " " + what + ": '" + ArchivePath.printable(line) + "'");
    }
  }

  /** What the sections read so far say about one file. */
  private static final class Draft {
    final long size;
    final Map<HashAlgorithm, Checksum> checksums = new EnumMap<>(HashAlgorithm.class);

    Draft(long size) {
      this.size = size;
    }
  }
}
