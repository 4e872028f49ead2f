package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pop.core.Internal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Scans {@code Packages} and {@code Sources} for every digest that they list of a file, where
 * {@link PoolFileScanner} wants the best one. As that, it reads bytes as a stream.
 *
 * <p>Not safe for use by several threads; each scan is its own.
 */
@Internal
public final class DigestScanner {
  private static final HashAlgorithm[] ALGORITHMS = HashAlgorithm.values();
  private static final byte[] FILENAME = ascii("Filename");
  private static final byte[] DIRECTORY = ascii("Directory");
  private static final byte[][] PACKAGES_DIGESTS = new byte[ALGORITHMS.length][];
  private static final byte[][] SOURCES_DIGESTS = new byte[ALGORITHMS.length][];

  static {
    for (int i = 0; i < ALGORITHMS.length; i++) {
      PACKAGES_DIGESTS[i] = ascii(ALGORITHMS[i].packagesField());
      SOURCES_DIGESTS[i] = ascii(ALGORITHMS[i].sourcesField());
    }
  }

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
    int filename = line(FILENAME);
    if (filename < 0) {
      return;
    }
    try {
      file.setPath(
          reader.buffer(), reader.valueStart(filename, FILENAME), reader.lineEnd(filename));
    } catch (FormatException e) {
      return;
    }
    sink.file(file);
    for (int which = 0; which < ALGORITHMS.length; which++) {
      int line = line(PACKAGES_DIGESTS[which]);
      if (line >= 0) {
        int from = reader.valueStart(line, PACKAGES_DIGESTS[which]);
        sink.digest(file, ALGORITHMS[which], reader.buffer(), from, reader.lineEnd(line));
      }
    }
  }

  private void sourceStanza() throws IOException {
    int directory = line(DIRECTORY);
    String base =
        directory < 0
            ? ""
            : reader.text(reader.valueStart(directory, DIRECTORY), reader.lineEnd(directory));
    boolean named = false;
    for (int which = 0; which < ALGORITHMS.length; which++) {
      int head = line(SOURCES_DIGESTS[which]);
      if (head >= 0) {
        sourceFiles(head, which, base, !named);
        named = true;
      }
    }
  }

  /** Reads one list of a source's files; the first list names them. */
  private void sourceFiles(int head, int which, String base, boolean naming) throws IOException {
    for (int i = head; i < reader.lineCount() && (i == head || reader.isContinuation(i)); i++) {
      int end = reader.lineEnd(i);
      int digest =
          i == head
              ? reader.valueStart(i, SOURCES_DIGESTS[which])
              : reader.skipBlanks(reader.lineStart(i), end);
      int digestEnd = reader.skipWord(digest, end);
      int size = reader.skipBlanks(digestEnd, end);
      int name = reader.skipBlanks(reader.skipWord(size, end), end);
      if (name < end) {
        try {
          file.setPath(base, reader.text(name, end));
        } catch (FormatException e) {
          continue; // the sync refuses it too
        }
        if (naming) {
          sink.file(file);
        }
        sink.digest(file, ALGORITHMS[which], reader.buffer(), digest, digestEnd);
      }
    }
  }

  /** The line of a field of the stanza, or -1; of several the last. */
  private int line(byte[] name) {
    for (int i = reader.lineCount() - 1; i >= 0; i--) {
      if (reader.isField(i, name)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.toLowerCase(Locale.ROOT).getBytes(US_ASCII);
  }
}
