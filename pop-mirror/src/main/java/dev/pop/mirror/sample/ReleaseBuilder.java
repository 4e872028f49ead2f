package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/**
 * What suites have in common with flat repositories, which tests build: one {@code Release}, and
 * ways to make the archive wrong on purpose. What is set holds for every later {@link
 * ArchiveBuilder#write()}.
 *
 * @param <T> the kind of builder that the chained methods return
 */
public abstract class ReleaseBuilder<T extends ReleaseBuilder<T>> {
  private final List<String> extraReleaseLines = new ArrayList<>();
  private final Map<String, List<String>> extraStanzas = new HashMap<>();
  private final Map<String, UnaryOperator<byte[]>> tampering = new HashMap<>();

  ReleaseBuilder() {}

  /** A raw line put into {@code Release} before its digests, whatever it says. */
  public T extraReleaseLine(String line) {
    checkArgument(line.indexOf('\n') < 0, "more than one line: %s", line);
    extraReleaseLines.add(line);
    return self();
  }

  /**
   * Changes the bytes of one index file after its digests were taken, so that it is not the file
   * which {@code Release} lists. Its by-hash links get the changed bytes too.
   *
   * @param indexPath relative to {@code Release}, as in {@code main/binary-amd64/Packages.gz}
   * @param change is given the right bytes, a copy
   */
  public T tamper(String indexPath, UnaryOperator<byte[]> change) {
    tampering.put(indexPath, change);
    return self();
  }

  /** Forgets all extra lines, extra stanzas and changed bytes. */
  public T untamper() {
    extraReleaseLines.clear();
    extraStanzas.clear();
    tampering.clear();
    return self();
  }

  abstract T self();

  /** The directory of {@code Release}, relative to the archive's root. */
  abstract String directory();

  /** The fields of {@code Release} before the digests. */
  abstract Stanza releaseFields(ArchiveSettings settings);

  /** The plain indices by their path relative to {@code Release}; fills the pool. */
  abstract SortedMap<String, byte[]> indices(ArchiveSettings settings, Pool pool);

  final void addExtraStanza(String plainIndexPath, String text) {
    extraStanzas.computeIfAbsent(plainIndexPath, path -> new ArrayList<>()).add(text);
  }

  /** The index's text with its extra stanzas, as UTF-8. */
  final byte[] withExtraStanzas(String plainIndexPath, String text) {
    List<String> extra = extraStanzas.getOrDefault(plainIndexPath, List.of());
    return (text + String.join("\n\n", extra)).getBytes(StandardCharsets.UTF_8);
  }

  /** Writes indices, then {@code Release} and its signatures. */
  final void write(Path root, ArchiveSettings settings, SortedMap<String, byte[]> indices)
      throws IOException {
    ReleaseWriter writer = new ReleaseWriter(root.resolve(directory()).normalize(), settings);
    for (Map.Entry<String, byte[]> index : indices.entrySet()) {
      writer.writeIndex(index.getKey(), index.getValue(), tampering);
    }
    writer.writeRelease(releaseFields(settings), extraReleaseLines);
  }
}
