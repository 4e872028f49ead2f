package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pop.core.Internal;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Scans {@code Packages} and {@code Sources} for the files that they list. It reads bytes as a
 * stream and looks only at the fields that name files; memory stays the same whatever the size of
 * the index.
 *
 * <p>Not safe for use by several threads; each scan is its own.
 */
@Internal
public final class PoolFileScanner {
  private static final HashAlgorithm[] PREFERENCE = {
    HashAlgorithm.SHA256, HashAlgorithm.SHA512, HashAlgorithm.SHA1, HashAlgorithm.MD5
  };
  private static final byte[] FILENAME = ascii("filename");
  private static final byte[] SIZE = ascii("size");
  private static final byte[] DIRECTORY = ascii("directory");
  private static final byte[][] PACKAGES_DIGESTS = new byte[PREFERENCE.length][];
  private static final byte[][] SOURCES_DIGESTS = new byte[PREFERENCE.length][];

  static {
    for (int i = 0; i < PREFERENCE.length; i++) {
      PACKAGES_DIGESTS[i] = ascii(PREFERENCE[i].packagesField().toLowerCase(Locale.ROOT));
      SOURCES_DIGESTS[i] = ascii(PREFERENCE[i].sourcesField().toLowerCase(Locale.ROOT));
    }
  }

  private final StanzaReader reader;
  private final PoolFile file = new PoolFile();

  /** Lines of the fields looked for in the present stanza; -1 where a field is absent. */
  private final int[] digestLine = new int[PREFERENCE.length];

  /** What is wrong costs the stanza and not the index. */
  private static final class UnusableStanza extends FormatException {
    @Serial private static final long serialVersionUID = 1;

    UnusableStanza(String reason) {
      super(reason);
    }
  }

  private PoolFileScanner(InputStream in) {
    this.reader = new StanzaReader(in);
  }

  /**
   * Scans a {@code Packages} index (plain text) to its end. An empty one is valid.
   *
   * @throws FormatException if {@code sink} does not let a stanza pass that lacks {@code Filename},
   *     {@code Size} or every digest, or has a path that leaves the archive
   * @throws IOException if reading fails
   */
  public static void scanPackages(InputStream in, PoolFileSink sink) throws IOException {
    PoolFileScanner scanner = new PoolFileScanner(in);
    while (scanner.reader.next()) {
      try {
        scanner.packageStanza(sink);
      } catch (UnusableStanza e) {
        sink.unusable(e);
      }
    }
  }

  /**
   * Scans a {@code Sources} index (plain text) to its end. An empty one is valid. A source whose
   * stanza lacks the MD5 list ({@code Files}) is read all the same.
   *
   * @throws FormatException if {@code sink} does not let a stanza pass that lacks {@code Directory}
   *     or every list of files, or has a malformed line or a path that leaves the archive in one
   * @throws IOException if reading fails
   */
  public static void scanSources(InputStream in, PoolFileSink sink) throws IOException {
    PoolFileScanner scanner = new PoolFileScanner(in);
    while (scanner.reader.next()) {
      try {
        scanner.sourceStanza(sink);
      } catch (UnusableStanza e) {
        sink.unusable(e);
      }
    }
  }

  private void packageStanza(PoolFileSink sink) throws IOException {
    int filename = -1;
    int size = -1;
    clearDigestLines();
    byte[] text = reader.buffer();
    for (int i = 0; i < reader.lineCount(); i++) {
      switch (text[reader.lineStart(i)] | 0x20) {
        case 'f' -> {
          if (reader.isField(i, FILENAME)) {
            filename = i;
          }
        }
        case 's', 'm' -> {
          if (reader.isField(i, SIZE)) {
            size = i;
          } else {
            noteDigestLine(i, PACKAGES_DIGESTS);
          }
        }
        default -> {}
      }
    }
    if (filename < 0) {
      throw lacks("Filename");
    }
    if (size < 0) {
      throw lacks("Size");
    }
    setPath(filename, reader.valueStart(filename, FILENAME), reader.lineEnd(filename));
    long bytes = size(size, reader.valueStart(size, SIZE), reader.lineEnd(size));
    if (bytes == 0) { // which no package has, and apt takes for none
      throw unusable(size, "gives no size");
    }
    file.setSize(bytes);
    int best = bestDigest();
    int line = digestLine[best];
    setDigest(best, line, reader.valueStart(line, PACKAGES_DIGESTS[best]), reader.lineEnd(line));
    sink.accept(file);
  }

  private void sourceStanza(PoolFileSink sink) throws IOException {
    int directory = -1;
    clearDigestLines();
    byte[] text = reader.buffer();
    for (int i = 0; i < reader.lineCount(); i++) {
      switch (text[reader.lineStart(i)] | 0x20) {
        case 'd' -> {
          if (reader.isField(i, DIRECTORY)) {
            directory = i;
          }
        }
        case 'c', 'f' -> noteDigestLine(i, SOURCES_DIGESTS);
        default -> {}
      }
    }
    if (directory < 0) {
      throw lacks("Directory");
    }
    String base = reader.text(reader.valueStart(directory, DIRECTORY), reader.lineEnd(directory));
    int best = bestDigest();
    int last = lastOfList(best);
    for (int i = digestLine[best]; i <= last; i++) {
      sourceFile(i, best, base, sink);
    }
    for (int other = best + 1; other < digestLine.length; other++) {
      if (digestLine[other] >= 0 && !namesTheSame(best, other)) {
        sourceFilesOfOneList(other, base, sink);
      }
    }
  }

  /** The last line of a list of source files; the line of its field when it has no other. */
  private int lastOfList(int which) {
    int line = digestLine[which];
    while (line + 1 < reader.lineCount() && reader.isContinuation(line + 1)) {
      line++;
    }
    return line;
  }

  /** Whether two lists name the same files, line by line, as almost all do. */
  private boolean namesTheSame(int one, int other) {
    int lines = lastOfList(one) - digestLine[one];
    if (lastOfList(other) - digestLine[other] != lines) {
      return false;
    }
    byte[] text = reader.buffer();
    for (int i = 0; i <= lines; i++) {
      int line = digestLine[one] + i;
      int same = digestLine[other] + i;
      if (!Arrays.equals(
          text,
          nameStart(line, one),
          reader.lineEnd(line),
          text,
          nameStart(same, other),
          reader.lineEnd(same))) {
        return false;
      }
    }
    return true;
  }

  /** Takes what a list names and the better ones do not. */
  private void sourceFilesOfOneList(int which, String base, PoolFileSink sink) throws IOException {
    Set<String> known = new HashSet<>();
    for (int better = 0; better < which; better++) {
      if (digestLine[better] >= 0) {
        for (int i = digestLine[better]; i <= lastOfList(better); i++) {
          known.add(reader.text(nameStart(i, better), reader.lineEnd(i)));
        }
      }
    }
    int last = lastOfList(which);
    for (int i = digestLine[which]; i <= last; i++) {
      if (!known.contains(reader.text(nameStart(i, which), reader.lineEnd(i)))) {
        sourceFile(i, which, base, sink);
      }
    }
  }

  /** Where the entry of a line begins: behind the name of the field, on its own line. */
  private int entryStart(int line, int which) {
    return line == digestLine[which]
        ? reader.valueStart(line, SOURCES_DIGESTS[which])
        : reader.lineStart(line);
  }

  private int nameStart(int line, int which) {
    int end = reader.lineEnd(line);
    int digestEnd = reader.skipWord(reader.skipBlanks(entryStart(line, which), end), end);
    int sizeEnd = reader.skipWord(reader.skipBlanks(digestEnd, end), end);
    return reader.skipBlanks(sizeEnd, end);
  }

  /** One line of a list of source files: digest, size and name, divided by blanks. */
  private void sourceFile(int line, int best, String base, PoolFileSink sink) throws IOException {
    int end = reader.lineEnd(line);
    int from = entryStart(line, best);
    if (from >= end && line == digestLine[best]) {
      return; // the list begins on the next line
    }
    int digest = reader.skipBlanks(from, end);
    int digestEnd = reader.skipWord(digest, end);
    int size = reader.skipBlanks(digestEnd, end);
    int sizeEnd = reader.skipWord(size, end);
    int name = reader.skipBlanks(sizeEnd, end);
    if (name == end) {
      throw unusable(line, "is no 'digest size name'");
    }
    setDigest(best, line, digest, digestEnd);
    file.setSize(size(line, size, sizeEnd));
    try {
      file.setPath(base, reader.text(name, end));
    } catch (FormatException e) {
      throw unusable(line, "is refused: " + e.getMessage());
    }
    sink.accept(file);
  }

  private void setPath(int line, int from, int to) throws FormatException {
    try {
      file.setPath(reader.buffer(), from, to);
    } catch (FormatException e) {
      throw unusable(line, "is refused: " + e.getMessage());
    }
  }

  private void setDigest(int which, int line, int from, int to) throws FormatException {
    if (!file.setDigest(PREFERENCE[which], reader.buffer(), from, to)) {
      throw unusable(line, "has a malformed " + PREFERENCE[which] + " digest");
    }
  }

  private long size(int line, int from, int to) throws FormatException {
    long size = Sizes.parse(reader.buffer(), from, to);
    if (size < 0) {
      throw unusable(line, "has a malformed size");
    }
    return size;
  }

  private void clearDigestLines() {
    Arrays.fill(digestLine, -1);
  }

  private void noteDigestLine(int line, byte[][] names) throws FormatException {
    for (int i = 0; i < names.length; i++) {
      if (reader.isField(line, names[i])) {
        digestLine[i] = line;
        return;
      }
    }
  }

  private int bestDigest() throws FormatException {
    for (int i = 0; i < digestLine.length; i++) {
      if (digestLine[i] >= 0) {
        return i;
      }
    }
    throw lacks("every digest");
  }

  private FormatException lacks(String what) {
    return new UnusableStanza("the stanza at line " + reader.lineNumber(0) + " lacks " + what);
  }

  private FormatException unusable(int line, String what) {
    return new UnusableStanza(words(line, what));
  }

  private String words(int line, String what) {
    return "line "
        + reader.lineNumber(line)
        + " "
        + what
        + ": '"
        + ArchivePath.printable(reader.text(reader.lineStart(line), reader.lineEnd(line)))
        + "'";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
