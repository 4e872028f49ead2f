package dev.pop.mirror.plan;

import dev.pop.core.apt.DigestScanner;
import dev.pop.core.apt.DigestSink;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.PoolFileScanner;
import dev.pop.core.apt.PoolFileSink;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.io.Compression;
import dev.pop.core.io.DamagedDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * An index of which at least one form lies on this disk, checked against {@code Release}.
 *
 * @param group the index
 * @param forms the forms that are held
 */
public record HeldIndex(IndexGroup group, List<Form> forms) {
  /**
   * One form and the file that holds it.
   *
   * @param entry what {@code Release} says of it
   * @param file where it lies
   */
  public record Form(ReleaseEntry entry, Path file) {
    Compression compression() {
      return Compression.ofFileName(entry.path());
    }
  }

  public HeldIndex {
    forms = List.copyOf(forms);
  }

  /**
   * Every file that it lists, read from the form that is cheapest to decode.
   *
   * @param mostFiles how many lines for files there may be
   * @throws FormatException if the text is malformed, does not decode as its ending says, decodes
   *     to another size than {@code Release} lists, or lists more files; the message names the form
   * @throws IOException if the file cannot be read
   */
  FileRows rows(long mostFiles) throws IOException {
    FileRows rows = new FileRows();
    PoolFileSink sink =
        file -> {
          if (rows.count() >= mostFiles) {
            throw new FormatException(
                "it lists more than " + mostFiles + " files; see max_archive_files");
          }
          rows.add(
              file.pathBuffer(),
              file.pathLength(),
              file.size(),
              file.algorithm(),
              file.digestBuffer());
        };
    read(
        text -> {
          if (group.kind() == IndexGroup.Kind.SOURCES) {
            PoolFileScanner.scanSources(text, sink);
          } else {
            PoolFileScanner.scanPackages(text, sink);
          }
        });
    return rows;
  }

  /**
   * As {@link #rows}, with every digest that is listed for a file and not only the best.
   *
   * @throws FormatException if the text is malformed or damaged; the message names the form
   * @throws IOException if the file cannot be read
   */
  public void scanDigests(DigestSink sink) throws IOException {
    read(
        text -> {
          if (group.kind() == IndexGroup.Kind.SOURCES) {
            DigestScanner.scanSources(text, sink);
          } else {
            DigestScanner.scanPackages(text, sink);
          }
        });
  }

  @FunctionalInterface
  private interface Reader {
    void read(InputStream text) throws IOException;
  }

  /** The form that is read: the one that is cheapest to decode. */
  private Form readForm() {
    return forms.stream().min(Comparator.comparing(Form::compression)).orElseThrow();
  }

  /** A failure that says which form of the index it is about. */
  FormatException about(String what) {
    return new FormatException(readForm().entry.path() + ": " + what);
  }

  private void read(Reader reader) throws IOException {
    Form form = readForm();
    try (InputStream file = Files.newInputStream(form.file);
        InputStream decoded = form.compression().decode(file);
        ExactSizeStream text = exactSize(decoded, form)) {
      reader.read(text);
    } catch (FormatException | DamagedDataException e) {
      throw new FormatException(form.entry.path() + ": " + e.getMessage(), e);
    }
  }

  private ExactSizeStream exactSize(InputStream decoded, Form form) {
    return group.plainSize().isPresent()
        ? ExactSizeStream.listed(decoded, group.plainSize().getAsLong())
        : ExactSizeStream.unlisted(decoded, form.entry.size());
  }
}
