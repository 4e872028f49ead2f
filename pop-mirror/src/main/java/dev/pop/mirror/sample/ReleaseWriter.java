package dev.pop.mirror.sample;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.Compression;
import dev.pop.core.openpgp.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Writes the index files of one {@code Release}, links them by hash, then lists and signs them. */
final class ReleaseWriter {
  private final Path directory;
  private final ArchiveSettings settings;
  private final SortedMap<String, Blob> listed = new TreeMap<>();

  ReleaseWriter(Path directory, ArchiveSettings settings) {
    this.directory = directory;
    this.settings = settings;
  }

  /** Writes and lists an index in the archive's compressed forms; a small Release only plain. */
  void writeIndex(String path, byte[] plain, Map<String, UnaryOperator<byte[]>> tampering)
      throws IOException {
    boolean onlyPlain = path.endsWith("/Release");
    for (Compression form : Compression.values()) {
      if (onlyPlain ? form != Compression.NONE : !settings.lists(form)) {
        continue;
      }
      String formPath = path + form.extension();
      Blob right = Blob.of(form == Compression.NONE ? plain : Packed.as(form, plain));
      listed.put(formPath, right);
      if (onlyPlain || settings.written().contains(form)) {
        UnaryOperator<byte[]> change = tampering.getOrDefault(formPath, UnaryOperator.identity());
        publish(formPath, right, change.apply(right.bytes().clone()));
      }
    }
  }

  private void publish(String path, Blob right, byte[] bytes) throws IOException {
    Path file = directory.resolve(path);
    ArchiveFiles.replace(file, bytes, settings.date());
    if (settings.acquireByHash()) {
      Path byHash = file.resolveSibling("by-hash");
      for (HashAlgorithm algorithm : settings.hashes()) {
        String name = algorithm.releaseField() + "/" + right.hex(algorithm);
        ArchiveFiles.link(byHash.resolve(name), file);
      }
    }
  }

  /** Writes {@code Release.gpg}, {@code Release} and {@code InRelease}, the last one last. */
  void writeRelease(Stanza fields, List<String> extraLines) throws IOException {
    String text = releaseText(fields, extraLines);
    byte[] release = text.getBytes(StandardCharsets.UTF_8);
    if (settings.key().isPresent()) {
      SigningKey key = settings.key().get();
      put("Release.gpg", key.detachSign(release, settings.date()));
      put("Release", text);
      put("InRelease", key.clearSign(text, settings.date()));
    } else {
      Files.deleteIfExists(directory.resolve("InRelease"));
      Files.deleteIfExists(directory.resolve("Release.gpg"));
      put("Release", text);
    }
  }

  private String releaseText(Stanza fields, List<String> extraLines) {
    StringBuilder text = new StringBuilder(fields.text());
    extraLines.forEach(line -> text.append(line).append('\n'));
    for (HashAlgorithm algorithm : settings.hashes()) {
      text.append(algorithm.releaseField()).append(":\n");
      listed.forEach(
          (path, blob) ->
              text.append(" %s %16d %s\n".formatted(blob.hex(algorithm), blob.sizeBytes(), path)));
    }
    return text.toString();
  }

  private void put(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ArchiveFiles.replace(directory.resolve(name), bytes, settings.date());
  }
}
