package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import dev.pop.core.Printable;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.http.Validators;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.report.ReleaseSignature;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A manifest on the disk. It begins with fields, then an empty line, then the {@link FileLines} of
 * its files. Only the fields are read to find out that nothing changed.
 */
final class ManifestFile {
  private static final String FORMAT = "1";

  /** Of earlier versions: it begins with the URL, whose server gave the validators. */
  private static final Pattern FORMER_SELECTION = Pattern.compile("([a-z]+://\\S*) (.*)");

  /** Between keyrings, whose names may have blanks. */
  private static final char TAB = '\t';

  private final Path file;

  ManifestFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the fields alone; empty when there is no such file.
   *
   * @throws FormatException if the file is damaged
   */
  Optional<SuiteManifest> read() throws IOException {
    try (BufferedReader in = FileLines.open(file)) {
      return Optional.of(fields(in));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DateTimeException | IllegalArgumentException | CharacterCodingException e) {
      throw new FormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Adds the files of a manifest to {@code table}.
   *
   * @throws FormatException if the file is damaged or does not name as many files as it says
   */
  void readFiles(FileTable table) throws IOException {
    try (BufferedReader in = FileLines.open(file)) {
      long expected = fields(in).fileCount();
      long read = FileLines.read(in, table);
      if (read != expected) {
        throw new FormatException(
            file + " is damaged: it names " + read + " of " + expected + " files");
      }
    } catch (DateTimeException | IllegalArgumentException | CharacterCodingException e) {
      throw new FormatException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Writes the manifest with the files {@code ids} of {@code table}. */
  void write(SuiteManifest manifest, FileTable table, IntStream ids) throws IOException {
    AtomicFile.write(
        file,
        AtomicFile.Mode.PRIVATE,
        out -> {
          out.write(head(manifest).getBytes(UTF_8));
          FileLines.write(out, table, ids);
        });
  }

  /** As {@link #write}, with all files of {@code table}. */
  void write(SuiteManifest manifest, FileTable table) throws IOException {
    write(manifest, table, IntStream.range(0, table.count()));
  }

  /**
   * Takes files out of the manifest, which is incomplete from then on. A damaged one is deleted.
   *
   * @param faulty paths below the archive's base
   */
  void forget(Predicate<String> faulty) throws IOException {
    try {
      Optional<SuiteManifest> manifest = read();
      if (manifest.isPresent()) {
        FileTable table = new FileTable();
        readFiles(table);
        int[] sound = FileLines.without(table, faulty).toArray();
        write(manifest.get().withOnly(table, sound), table, IntStream.of(sound));
      }
    } catch (FormatException e) {
      Files.delete(file);
    }
  }

  private static String head(SuiteManifest manifest) {
    StringBuilder head = new StringBuilder();
    field(head, "Format", FORMAT);
    field(head, "Selection", manifest.selection());
    field(head, "Complete", manifest.complete() ? "yes" : "no");
    field(head, "Published", manifest.published().toString());
    if (!manifest.validators().server().isEmpty()) {
      field(head, "Server", manifest.validators().server());
    }
    field(
        head,
        "Witness",
        manifest.witness().size()
            + " "
            + manifest.witness().modifiedMillis()
            + " "
            + manifest.witness().path());
    manifest.validators().etag().ifPresent(etag -> field(head, "ETag", etag));
    manifest.validators().lastModified().ifPresent(date -> field(head, "Last-Modified", date));
    manifest.present().ifPresent(when -> field(head, "Present", when.toString()));
    manifest.signature().ifPresent(it -> signature(head, it));
    manifest.generation().ifPresent(id -> field(head, "Generation", id.hex()));
    field(head, "Files", String.valueOf(manifest.fileCount()));
    field(head, "Bytes", String.valueOf(manifest.byteCount()));
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
        new SuiteManifest.ReleaseFingerprint(
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
}
