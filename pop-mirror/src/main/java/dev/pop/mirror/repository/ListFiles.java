package dev.pop.mirror.repository;

import com.google.common.base.Splitter;
import dev.pop.core.Diagnostic;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.SourceLine;
import dev.pop.core.io.IoErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files that make up one mirror list: the list itself, then {@code *.list} and {@code
 * *.sources} of the directory that is named as the list with {@code .d} at its end, by name.
 */
final class ListFiles {
  /** Some editors begin a file in UTF-8 with it. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final String SOURCES = ".sources";

  /** Bytes that are no UTF-8 are kept as half a surrogate pair, which no sound text has. */
  private static final char FOREIGN_BYTES = '\uDC00';

  private static final Pattern TYPES = Pattern.compile("(?i)types\\s*:.*");

  /**
   * One of the files.
   *
   * @param origin as the user named it
   * @param file empty for a text that is nowhere written
   * @param lines without their line ends
   */
  record Part(String origin, Optional<Path> file, List<String> lines) {
    Part {
      lines = List.copyOf(lines);
    }

    /** Whether it is in the deb822 form. */
    boolean isDeb822() {
      return file.isPresent() && origin.endsWith(SOURCES);
    }

    /**
     * @param number of a line, from 1
     */
    SourcePosition position(int number) {
      return new SourcePosition(origin, number);
    }

    String text() {
      return String.join("\n", lines);
    }
  }

  private final List<Part> parts = new ArrayList<>();

  private ListFiles() {}

  /** A list of one text. */
  static ListFiles ofText(String text, String origin) {
    ListFiles files = new ListFiles();
    files.add(origin, Optional.empty(), Splitter.on('\n').splitToList(text));
    return files;
  }

  /**
   * Reads the list {@code file} and those beside it.
   *
   * @throws MirrorListException if one cannot be read; it is named
   */
  static ListFiles of(Path file) throws MirrorListException {
    ListFiles files = new ListFiles();
    files.add(file.toString(), Optional.of(file), read(file));
    for (Path more : beside(file)) {
      files.add(more.toString(), Optional.of(more), read(more));
    }
    return files;
  }

  private void add(String origin, Optional<Path> file, List<String> lines) {
    parts.add(new Part(origin, file, lines));
  }

  private static List<Path> beside(Path file) throws MirrorListException {
    Path directory = file.resolveSibling(file.getFileName() + ".d");
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.startsWith(".")
            && (name.endsWith(".list") || name.endsWith(SOURCES))
            && Files.isRegularFile(entry)) {
          found.add(entry);
        }
      }
    } catch (IOException e) {
      throw unreadable(directory, reason(e));
    }
    found.sort(null);
    return found;
  }

  private static List<String> read(Path file) throws MirrorListException {
    try {
      if (Files.isDirectory(file)) {
        throw unreadable(file, "is a directory, not a mirror list");
      }
      return lines(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file");
    } catch (IOException e) {
      throw unreadable(file, reason(e));
    }
  }

  private static List<String> lines(Path file, byte[] bytes) throws MirrorListException {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        lines.add(decode(ByteBuffer.wrap(bytes, start, i - start)));
        start = i + 1;
      } else if (bytes[i] == 0) {
        throw unreadable(file, "is not UTF-8 text");
      }
    }
    if (lines.get(0).startsWith(BYTE_ORDER_MARK)) {
      lines.set(0, lines.get(0).substring(1));
    }
    return lines;
  }

  private static String decode(ByteBuffer line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(line.duplicate()).toString();
    } catch (CharacterCodingException e) {
      StringBuilder text = new StringBuilder();
      while (line.hasRemaining()) {
        byte next = line.get();
        text.append(next >= 0 ? (char) next : (char) (FOREIGN_BYTES + (next & 0xff)));
      }
      return text.toString();
    }
  }

  /** Whether the text has bytes in it that are no UTF-8. */
  static boolean hasForeignBytes(String text) {
    return text.codePoints().anyMatch(c -> c >= FOREIGN_BYTES && c <= FOREIGN_BYTES + 0xff);
  }

  private static String reason(IOException e) {
    return "cannot be read: " + IoErrors.reason(e);
  }

  private static MirrorListException unreadable(Path file, String reason) {
    return new MirrorListException(List.of(Diagnostic.of(file.toString(), reason)));
  }

  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** The list itself, as the user named it. */
  String origin() {
    return parts.get(0).origin;
  }

  /** Whether any line is meant to name an archive, however faulty it is. */
  boolean mentionsArchive() {
    return parts.stream()
        .anyMatch(
            part ->
                part.lines.stream()
                    .map(String::strip)
                    .anyMatch(
                        line ->
                            part.isDeb822()
                                ? TYPES.matcher(line).matches()
                                : SourceLine.looksLike(line)));
  }

  /** The list itself, for what is said of no line. */
  SourcePosition whole() {
    return SourcePosition.whole(origin());
  }

  /** What is said of whole files first, then by the order of files and lines. */
  Comparator<SourcePosition> order() {
    List<String> origins = parts.stream().map(Part::origin).toList();
    return Comparator.comparingInt(
            (SourcePosition position) ->
                position.line() == 0 ? -1 : origins.indexOf(position.origin()))
        .thenComparingInt(SourcePosition::line);
  }
}
