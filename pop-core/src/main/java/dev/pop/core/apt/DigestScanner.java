package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;
import java.io.IOException;
import java.io.InputStream;

/**
 * Scans {@code Packages} and {@code Sources} for every digest that they list of a file, where
 * {@link PoolFileScanner} wants the best one. As that, it reads bytes as a stream.
 *
 * <p>Not safe for use by several threads; each scan is its own.
 */
@Internal
public final class DigestScanner {
  private static final HashAlgorithm[] ALGORITHMS = HashAlgorithm.values();

  private final StanzaReader reader;
  private final DigestSink sink;
  private final PoolFile file = new PoolFile();

  private DigestScanner(InputStream in, DigestSink sink) {
    this.reader = new StanzaReader(in);
    this.sink = sink;
  }

  /**
   * Scans a {@code Packages} index (plain text) to its end; stanzas without a file are passed over.
   *
   * @throws IOException if reading fails
   */
  public static void scanPackages(InputStream in, DigestSink sink) throws IOException {
    DigestScanner scanner = new DigestScanner(in, sink);
    while (scanner.reader.next()) {
      scanner.packageStanza();
    }
  }

  /**
   * Scans a {@code Sources} index (plain text) to its end; stanzas without a file are passed over.
   *
   * @throws IOException if reading fails
   */
  public static void scanSources(InputStream in, DigestSink sink) throws IOException {
    DigestScanner scanner = new DigestScanner(in, sink);
    while (scanner.reader.next()) {
      scanner.sourceStanza();
    }
  }

  private void packageStanza() throws IOException {
    int filename = line("Filename");
    if (filename < 0) {
      return;
    }
    if (!takes(reader.buffer(), valueStart(filename, "Filename"), reader.lineEnd(filename))) {
      return;
    }
    sink.file(file);
    for (HashAlgorithm algorithm : ALGORITHMS) {
      int line = line(algorithm.packagesField());
      if (line >= 0) {
        int from = valueStart(line, algorithm.packagesField());
        sink.digest(file, algorithm, reader.buffer(), from, reader.lineEnd(line));
      }
    }
  }

  private void sourceStanza() throws IOException {
    int directory = line("Directory");
    String base =
        directory < 0 ? "" : text(valueStart(directory, "Directory"), reader.lineEnd(directory));
    boolean named = false;
    for (HashAlgorithm algorithm : ALGORITHMS) {
      int head = line(algorithm.sourcesField());
      if (head >= 0) {
        sourceFiles(head, algorithm, base, !named);
        named = true;
      }
    }
  }

  /** Reads one list of a source's files; the first list names them. */
  private void sourceFiles(int head, HashAlgorithm algorithm, String base, boolean naming)
      throws IOException {
    for (int i = head; i < reader.lineCount() && (i == head || isContinuation(i)); i++) {
      int end = reader.lineEnd(i);
      int digest =
          i == head
              ? valueStart(i, algorithm.sourcesField())
              : skip(reader.lineStart(i), end, true);
      int digestEnd = skip(digest, end, false);
      int size = skip(digestEnd, end, true);
      int name = skip(skip(size, end, false), end, true);
      if (name < end) {
        byte[] path =
            (base.isEmpty() ? text(name, end) : base + "/" + text(name, end)).getBytes(UTF_8);
        if (!takes(path, 0, path.length)) {
          continue;
        }
        if (naming) {
          sink.file(file);
        }
        sink.digest(file, algorithm, reader.buffer(), digest, digestEnd);
      }
    }
  }

  /** The line of a field of the stanza, or -1; of several the last. */
  private int line(String name) {
    for (int i = reader.lineCount() - 1; i >= 0; i--) {
      if (isField(i, name)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isField(int line, String name) {
    byte[] text = reader.buffer();
    int from = reader.lineStart(line);
    int end = reader.lineEnd(line);
    if (end - from <= name.length() || colon(from + name.length(), end) < 0) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.toLowerCase(text[from + i]) != Character.toLowerCase(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isContinuation(int line) {
    return isBlank(reader.buffer()[reader.lineStart(line)]);
  }

  private int valueStart(int line, String name) {
    int end = reader.lineEnd(line);
    return skip(colon(reader.lineStart(line) + name.length(), end) + 1, end, true);
  }

  /** Where the colon behind a name is, perhaps after blanks; -1 when something else comes. */
  private int colon(int from, int end) {
    int at = skip(from, end, true);
    return at < end && reader.buffer()[at] == ':' ? at : -1;
  }

  /** Whether the path can be one of an archive; a stanza of which it cannot is passed over. */
  private boolean takes(byte[] text, int from, int to) {
    try {
      file.setPath(text, from, to);
      return true;
    } catch (FormatException e) {
      return false;
    }
  }

  private int skip(int from, int to, boolean blanks) {
    while (from < to && isBlank(reader.buffer()[from]) == blanks) {
      from++;
    }
    return from;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private String text(int from, int to) {
    return new String(reader.buffer(), from, to - from, UTF_8);
  }
}
