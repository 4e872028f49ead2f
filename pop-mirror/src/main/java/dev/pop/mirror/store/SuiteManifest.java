package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import dev.pop.core.Internal;
import dev.pop.core.Printable;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.http.Validators;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.repository.Suite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The memory of one suite: which generation is published, and which files it needs, each with the
 * size and digest that were verified. It is written when the generation is published, never before.
 *
 * <p>The file begins with fields, then an empty line, then one line per file: algorithm, digest,
 * size, path below the archive's base. Only the fields are read to find out that nothing changed.
 *
 * @param selection what the mirror list asked for ({@link Suite#selection})
 * @param complete whether the suite has everything that was asked for
 * @param published when it was published
 * @param validators of the {@code InRelease} or {@code Release} that upstream had, or of the first
 *     index where it had neither
 * @param witness that file as it lies in the mirror
 * @param present when every file was last seen to be there, if that was after it was published
 * @param signature whether a trusted key signed it; empty in a manifest of an older version
 * @param generation names what was published; empty in a manifest of an older version
 * @param fileCount number of files, indices included
 * @param byteCount their sum
 */
@Internal
public record SuiteManifest(
    String selection,
    boolean complete,
    Instant published,
    Validators validators,
    ReleaseFingerprint witness,
    Optional<Instant> present,
    Optional<ReleaseSignature> signature,
    Optional<GenerationId> generation,
    long fileCount,
    long byteCount) {

  private static final String FORMAT = "1";

  /** Of earlier versions: it begins with the URL, whose server gave the validators. */
  private static final Pattern FORMER_SELECTION = Pattern.compile("([a-z]+://\\S*) (.*)");

  /** Between keyrings, whose names may have blanks. */
  private static final char TAB = '\t';

  public SuiteManifest {
    published = published.truncatedTo(ChronoUnit.SECONDS); // people read it
  }

  /**
   * A published file, as it was when it was published.
   *
   * @param path below the archive's base
   * @param size in bytes
   * @param modifiedMillis its time of modification
   */
  public record ReleaseFingerprint(String path, long size, long modifiedMillis) {
    /** The file below {@code root} as it is now. */
    static ReleaseFingerprint of(Path root, String path) throws IOException {
      Path file = root.resolve(path);
      return new ReleaseFingerprint(
          path, Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }

    /** Whether the file below {@code root} is still as it was. */
    public boolean isStillAt(Path root) {
      try {
        return equals(of(root, path));
      } catch (IOException e) {
        return false;
      }
    }
  }

  /**
   * Whether an earlier version asked for what {@code suite} asks for, as far as it wrote that down:
   * it did not say whether {@code Contents} indices were wanted.
   */
  boolean isFormer(Suite suite) {
    return selection.equals(formerSelection(suite));
  }

  /** What earlier versions wrote, after the URL. */
  private static String formerSelection(Suite suite) {
    return suite.name()
        + " "
        + suite.wanted().byHash()
        + " "
        + suite.wanted().components().entrySet().stream()
            .map(
                it ->
                    it.getKey()
                        + "=Wanted[architectures="
                        + it.getValue().architectures()
                        + ", sources="
                        + it.getValue().sources()
                        + "]")
            .collect(Collectors.joining(", ", "{", "}"))
        + " "
        + suite.trust().fingerprint();
  }

  /** The same generation, which has what is asked for in these words. */
  SuiteManifest withSelection(String words) {
    Copy copy = new Copy(this);
    copy.selection = words;
    return copy.build();
  }

  /** The same generation, of which only these files are known to be sound. */
  SuiteManifest withOnly(FileTable table, int[] ids) {
    Copy copy = new Copy(this);
    copy.complete = false;
    copy.fileCount = ids.length;
    copy.byteCount = IntStream.of(ids).mapToLong(table::size).sum();
    return copy.build();
  }

  /** The same generation, of which is known by now whether a trusted key signed it. */
  SuiteManifest with(ReleaseSignature judged) {
    Copy copy = new Copy(this);
    copy.signature = Optional.of(judged);
    return copy.build();
  }

  /** The same generation, of whose first file a server says this. */
  SuiteManifest with(Validators given) {
    Copy copy = new Copy(this);
    copy.validators = given;
    return copy.build();
  }

  /** The same generation, of which the name is known by now. */
  SuiteManifest with(GenerationId id) {
    Copy copy = new Copy(this);
    copy.generation = Optional.of(id);
    return copy.build();
  }

  /** The same generation, of which every file was there at that time. */
  SuiteManifest presentAt(Instant now) {
    Copy copy = new Copy(this);
    copy.present = Optional.of(now.truncatedTo(ChronoUnit.SECONDS));
    return copy.build();
  }

  /** The same manifest, in which some values are replaced. */
  private static final class Copy {
    private final SuiteManifest of;
    private String selection;
    private boolean complete;
    private Validators validators;
    private Optional<Instant> present;
    private Optional<ReleaseSignature> signature;
    private Optional<GenerationId> generation;
    private long fileCount;
    private long byteCount;

    Copy(SuiteManifest of) {
      this.of = of;
      this.selection = of.selection;
      this.complete = of.complete;
      this.validators = of.validators;
      this.present = of.present;
      this.signature = of.signature;
      this.generation = of.generation;
      this.fileCount = of.fileCount;
      this.byteCount = of.byteCount;
    }

    SuiteManifest build() {
      return new SuiteManifest(
          selection,
          complete,
          of.published,
          validators,
          of.witness,
          present,
          signature,
          generation,
          fileCount,
          byteCount);
    }
  }

  /** When every file of it was last known to be there. */
  public Instant lastPresent() {
    return present.orElse(published);
  }

  /** Writes the manifest with the files {@code ids} of {@code table}. */
  void write(Path target, FileTable table, IntStream ids) throws IOException {
    AtomicFile.write(
        target,
        AtomicFile.Mode.PRIVATE,
        out -> {
          out.write(head().getBytes(UTF_8));
          writeFiles(out, table, ids);
        });
  }

  /** Writes a list of files without a published generation. */
  static void writeUnpublished(Path target, FileTable table, IntStream ids) throws IOException {
    AtomicFile.write(target, AtomicFile.Mode.PRIVATE, out -> writeFiles(out, table, ids));
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    field(head, "Format", FORMAT);
    field(head, "Selection", selection);
    field(head, "Complete", complete ? "yes" : "no");
    field(head, "Published", published.toString());
    if (!validators.server().isEmpty()) {
      field(head, "Server", validators.server());
    }
    field(head, "Witness", witness.size + " " + witness.modifiedMillis + " " + witness.path);
    validators.etag().ifPresent(etag -> field(head, "ETag", etag));
    validators.lastModified().ifPresent(date -> field(head, "Last-Modified", date));
    present.ifPresent(when -> field(head, "Present", when.toString()));
    signature.ifPresent(it -> signature(head, it));
    generation.ifPresent(id -> field(head, "Generation", id.hex()));
    field(head, "Files", String.valueOf(fileCount));
    field(head, "Bytes", String.valueOf(byteCount));
    return head.append('\n').toString();
  }

  private static void field(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(value).append('\n');
  }

  private static void signature(StringBuilder head, ReleaseSignature signature) {
    if (!signature.verified()) {
      field(head, "Unverified", Printable.line(signature.reason().orElse("")));
      return;
    }
    field(head, "Verified-By", String.join(" ", signature.keys()));
    String keyrings =
        signature.keyrings().stream()
            .map(Path::toString)
            .filter(path -> path.chars().noneMatch(Character::isISOControl))
            .collect(Collectors.joining(String.valueOf(TAB)));
    if (!keyrings.isEmpty()) {
      field(head, "Keyrings", keyrings);
    }
  }

  private static Optional<ReleaseSignature> signature(Map<String, String> fields) {
    String keys = fields.get("Verified-By");
    if (keys == null) {
      return Optional.ofNullable(fields.get("Unverified")).map(ReleaseSignature::unverified);
    }
    return Optional.of(
        ReleaseSignature.by(
            Splitter.on(' ').splitToList(keys),
            Splitter.on(TAB)
                .omitEmptyStrings()
                .splitToStream(fields.getOrDefault("Keyrings", ""))
                .map(Path::of)
                .toList()));
  }

  private static void writeFiles(OutputStream out, FileTable table, IntStream ids)
      throws IOException {
    for (int id : ids.toArray()) {
      out.write(line(table, id));
    }
  }

  private static byte[] line(FileTable table, int id) {
    Checksum checksum = table.checksum(id);
    String line =
        checksum.algorithm()
            + " "
            + checksum.hex()
            + " "
            + table.size(id)
            + " "
            + table.path(id)
            + "\n";
    return line.getBytes(UTF_8);
  }

  /** The digest of the lines of a manifest of these files, in the order of their paths. */
  static Checksum filesDigest(FileTable table) {
    MessageDigest digest = HashAlgorithm.SHA256.newDigest();
    for (int id : table.byPath()) {
      digest.update(line(table, id));
    }
    return Checksum.of(HashAlgorithm.SHA256, digest.digest());
  }

  /**
   * Reads the fields alone; empty when there is no such file.
   *
   * @throws FormatException if the file is damaged
   */
  static Optional<SuiteManifest> read(Path file) throws IOException {
    try (BufferedReader in = open(file)) {
      return Optional.of(fields(in));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DateTimeException | IllegalArgumentException | CharacterCodingException e) {
      throw new FormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static BufferedReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException(file + " is a directory");
    }
    return Files.newBufferedReader(file);
  }

  /**
   * Adds the files of a manifest to {@code table}.
   *
   * @throws FormatException if the file is damaged or does not name as many files as it says
   */
  static void readFiles(Path file, FileTable table) throws IOException {
    try (BufferedReader in = open(file)) {
      long expected = fields(in).fileCount;
      long read = readLines(in, table);
      if (read != expected) {
        throw new FormatException(
            file + " is damaged: it names " + read + " of " + expected + " files");
      }
    } catch (DateTimeException | IllegalArgumentException | CharacterCodingException e) {
      throw new FormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Adds the files of a list without fields to {@code table}; none when there is no such file. */
  static void readUnpublished(Path file, FileTable table) throws IOException {
    try (BufferedReader in = open(file)) {
      readLines(in, table);
    } catch (NoSuchFileException e) {
      return;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new FormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static SuiteManifest fields(BufferedReader in) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(": ");
      if (colon < 0) {
        throw new FormatException("the manifest has a line that is not a field: " + line);
      }
      fields.put(line.substring(0, colon), line.substring(colon + 2));
    }
    if (!FORMAT.equals(fields.get("Format"))) {
      throw new FormatException("the manifest is of an unknown format");
    }
    List<String> witness = Splitter.on(' ').limit(3).splitToList(need(fields, "Witness"));
    if (witness.size() != 3) {
      throw new FormatException("the manifest's witness is malformed");
    }
    String selection = need(fields, "Selection");
    String server = fields.getOrDefault("Server", "");
    Matcher former = FORMER_SELECTION.matcher(selection);
    if (former.matches()) {
      server = ArchiveUrl.serverOf(former.group(1));
      selection = former.group(2);
    }
    return new SuiteManifest(
        selection,
        need(fields, "Complete").equals("yes"),
        Instant.parse(need(fields, "Published")),
        new Validators(
            server,
            Optional.ofNullable(fields.get("ETag")),
            Optional.ofNullable(fields.get("Last-Modified"))),
        new ReleaseFingerprint(
            witness.get(2), Long.parseLong(witness.get(0)), Long.parseLong(witness.get(1))),
        Optional.ofNullable(fields.get("Present")).map(Instant::parse),
        signature(fields),
        Optional.ofNullable(fields.get("Generation")).map(GenerationId::new),
        Long.parseLong(need(fields, "Files")),
        Long.parseLong(need(fields, "Bytes")));
  }

  private static String need(Map<String, String> fields, String name) throws FormatException {
    String value = fields.get(name);
    if (value == null) {
      throw new FormatException("the manifest lacks the field " + name);
    }
    return value;
  }

  /** Returns the number of lines. */
  private static long readLines(BufferedReader in, FileTable table) throws IOException {
    long count = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int digest = line.indexOf(' ') + 1;
      int size = line.indexOf(' ', digest) + 1;
      int path = line.indexOf(' ', size) + 1;
      if (digest <= 0 || size <= 0 || path <= 0) {
        throw new FormatException("a line of the manifest is malformed: " + line);
      }
      table.add(
          line.substring(path),
          Long.parseLong(line, size, path - 1, 10),
          Checksum.ofHex(
              HashAlgorithm.valueOf(line.substring(0, digest - 1)),
              line.substring(digest, size - 1)));
      count++;
    }
    return count;
  }
}
