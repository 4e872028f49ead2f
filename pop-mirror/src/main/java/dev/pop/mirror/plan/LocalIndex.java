package dev.pop.mirror.plan;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.DigestScanner;
import dev.pop.core.apt.DigestSink;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.apt.PoolFile;
import dev.pop.core.apt.PoolFileScanner;
import dev.pop.core.apt.PoolFileSink;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.io.Compression;
import dev.pop.core.io.DamagedDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An index of which at least one form lies on this disk, checked against {@code Release}.
 *
 * @param group the index
 * @param forms the forms that are held
 * @param rescue is asked when none of them can be read
 */
public record LocalIndex(IndexGroup group, List<Variant> forms, Rescue rescue) {
  /**
   * One form and the file that holds it.
   *
   * @param entry what {@code Release} says of it
   * @param file where it lies
   */
  public record Variant(ReleaseEntry entry, Path file) {
    Compression compression() {
      return Compression.ofFileName(entry.path());
    }
  }

  /** Fetches another form of an index of which no form that is held can be read. */
  @FunctionalInterface
  public interface Rescue {
    /** The form, if it could be had. */
    Optional<Variant> fetch() throws IOException, InterruptedException;
  }

  public LocalIndex {
    forms = new CopyOnWriteArrayList<>(forms); // a rescue adds to them
  }

  /** An index of which there is no more. */
  public LocalIndex(IndexGroup group, List<Variant> forms) {
    this(group, forms, Optional::empty);
  }

  /**
   * Every file that it lists, read from the form that is cheapest to decode; where that is damaged,
   * from the next one, and where none can be decoded, from one that the rescue brings, which is
   * held from then on. A stanza that names no file is a fault of the rows.
   *
   * @param mostFiles how many lines for files there may be
   * @throws FormatException if the text is malformed, does not decode as its ending says, decodes
   *     to another size than {@code Release} lists, or lists more files; the message names the form
   * @throws IOException if the file cannot be read
   */
  FileRows rows(long mostFiles) throws IOException, InterruptedException {
    List<String> damaged = new ArrayList<>();
    FormatException first = null;
    boolean contradictory = false; // nobody knows then which of them clients will read
    for (Variant form : inReadingOrder()) {
      try {
        FileRows rows = rows(form, mostFiles);
        damaged.forEach(rows::fault);
        return rows;
      } catch (FormatException e) {
        first = first == null ? e : first;
        contradictory |= e.getCause() instanceof OtherTextException;
        damaged.add(e.getMessage());
      }
    }
    Optional<Variant> other = contradictory ? Optional.empty() : rescue.fetch();
    if (other.isPresent()) {
      FileRows rows = rows(other.get(), mostFiles);
      forms.add(other.get());
      damaged.forEach(rows::fault);
      return rows;
    }
    throw Objects.requireNonNull(first, "an index has a form");
  }

  private FileRows rows(Variant form, long mostFiles) throws IOException {
    FileRows rows = new FileRows();
    PoolFileSink sink =
        new PoolFileSink() {
          @Override
          public void accept(PoolFile file) throws FormatException {
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
          }

          @Override
          public void unusable(FormatException reason) {
            rows.fault(form.entry.path() + ": " + reason.getMessage());
          }
        };
    read(
        form,
        text -> {
          if (group.kind() == IndexGroup.Kind.SOURCES) {
            PoolFileScanner.scanSources(text, sink);
          } else {
            PoolFileScanner.scanPackages(text, sink);
          }
        });
    if (rows.count() == 0 && rows.faults().isPresent()) {
      throw new FormatException(rows.faults().get());
    }
    return rows;
  }

  /**
   * As {@link #rows}, with every digest that is listed for a file and not only the best.
   *
   * @throws FormatException if the text is malformed or damaged; the message names the form
   * @throws IOException if the file cannot be read
   */
  public void scanDigests(DigestSink sink) throws IOException {
    FormatException first = null;
    long told = 0;
    for (Variant form : inReadingOrder()) {
      Rest rest = new Rest(sink, told);
      try {
        read(
            form,
            text -> {
              if (group.kind() == IndexGroup.Kind.SOURCES) {
                DigestScanner.scanSources(text, rest);
              } else {
                DigestScanner.scanPackages(text, rest);
              }
            });
        return;
      } catch (FormatException e) {
        first = first == null ? e : first;
        told = Math.max(told, rest.heard);
      }
    }
    throw Objects.requireNonNull(first, "an index has a form");
  }

  /** Passes on what a form says that was not said by another, damaged form of the same text. */
  private static final class Rest implements DigestSink {
    private final DigestSink sink;
    private final long told;
    private long heard;

    Rest(DigestSink sink, long told) {
      this.sink = sink;
      this.told = told;
    }

    @Override
    public void file(PoolFile file) throws IOException {
      if (heard++ >= told) {
        sink.file(file);
      }
    }

    @Override
    public void digest(PoolFile file, HashAlgorithm algorithm, byte[] text, int from, int to)
        throws IOException {
      if (heard++ >= told) {
        sink.digest(file, algorithm, text, from, to);
      }
    }
  }

  @FunctionalInterface
  private interface Reader {
    void read(InputStream text) throws IOException;
  }

  private List<Variant> inReadingOrder() {
    return forms.stream().sorted(Comparator.comparing(Variant::compression)).toList();
  }

  /** The form that is read: the one that is cheapest to decode. */
  private Variant readForm() {
    return inReadingOrder().get(0);
  }

  /** A failure that says which form of the index it is about. */
  FormatException about(String what) {
    return new FormatException(readForm().entry.path() + ": " + what);
  }

  private void read(Variant form, Reader reader) throws IOException {
    try (InputStream file = Files.newInputStream(form.file);
        InputStream decoded = form.compression().decode(file);
        ExactSizeStream text = exactSize(decoded, form)) {
      if (form.compression() == Compression.NONE || group.plain().isEmpty()) {
        reader.read(text);
      } else {
        readAs(group.plain().get().strongest(), text, reader);
      }
    } catch (FormatException | DamagedDataException e) {
      throw new FormatException(form.entry.path() + ": " + e.getMessage(), e);
    }
  }

  /** A form that decodes to another text than the plain one is stale, or was made by mistake. */
  private static void readAs(Checksum plain, InputStream text, Reader reader) throws IOException {
    MessageDigest digest = plain.algorithm().newDigest();
    reader.read(new DigestInputStream(text, digest));
    if (!Checksum.of(plain.algorithm(), digest.digest()).equals(plain)) {
      throw new OtherTextException(
          "it decodes to another text than the plain form that Release lists");
    }
  }

  private ExactSizeStream exactSize(InputStream decoded, Variant form) {
    return group
        .plain()
        .map(plain -> ExactSizeStream.listed(decoded, plain.size()))
        .orElseGet(() -> ExactSizeStream.unlisted(decoded, form.entry.size()));
  }
}
