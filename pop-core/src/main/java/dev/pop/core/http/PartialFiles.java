package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.PrivateDirectory;
import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A directory of bodies that have not arrived whole, kept for a later fetch, of this run or the
 * next, to go on with. What is known of a body is in its file's name: which file it is, which
 * version of it was being sent, and by which server, so that a crash at any moment loses none of
 * that.
 *
 * <p>Safe for use by several threads as long as no two fetch for the same place.
 */
@Internal
public final class PartialFiles {
  /** Names hold this many bytes; key, server and two dots take 64 + 1 + 16 + 8 + 2. */
  private static final int MAX_VALIDATOR = 160;

  private static final int SERVER_DIGITS = 8;

  private final Path directory;
  private final Map<String, Path> files = new ConcurrentHashMap<>();

  private PartialFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens a directory, which need not exist, though the one above it must.
   *
   * @param oldest bodies that were last written to before are removed
   */
  public static PartialFiles open(Path directory, Instant oldest) throws IOException {
    PartialFiles partials = new PartialFiles(directory);
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      PrivateDirectory.make(directory);
      List<Path> found;
      try (Stream<Path> list = Files.list(directory)) {
        found = list.toList();
      }
      for (Path file : found) {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        boolean usable =
            dot > 0
                && decoded(name).isPresent()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.getLastModifiedTime(file).toInstant().isBefore(oldest);
        if (!usable || partials.files.putIfAbsent(name.substring(0, dot), file) != null) {
          Files.deleteIfExists(file);
        }
      }
    }
    return partials;
  }

  /** Removes every body that did not arrive, and the directory when nothing else is in it. */
  public void removeAll() throws IOException {
    for (Path file : files.values()) {
      Files.deleteIfExists(file);
    }
    files.clear();
    removeWhenEmpty();
  }

  /** Removes the directory when nothing is kept in it. */
  public void removeWhenEmpty() throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> list = Files.list(directory)) {
        if (list.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(directory);
    }
  }

  /**
   * What is there of {@code file}, which must have a digest.
   *
   * @param place what the file is for
   */
  Part part(RemoteFile file, String place) {
    String key = key(file, place);
    Path path = files.get(key);
    return new Part(key, Optional.ofNullable(path));
  }

  private FileChannel create(Path file) throws IOException {
    try {
      return WorldReadableFiles.createFile(file);
    } catch (NoSuchFileException e) { // as it is for the first, and after it was removed
      PrivateDirectory.make(directory);
      return WorldReadableFiles.createFile(file);
    }
  }

  private static String key(RemoteFile file, String place) {
    Checksum checksum = file.checksum().orElseThrow();
    String digest = checksum.hex();
    return digest.substring(0, Math.min(64, digest.length())) + "-" + hash(place, 16);
  }

  private static String hash(String text, int digits) {
    byte[] hash = HashAlgorithm.SHA256.newDigest().digest(text.getBytes(UTF_8));
    return Checksum.of(HashAlgorithm.SHA256, hash).hex().substring(0, digits);
  }

  /** The beginning of one body, or the place for it. Used by one thread. */
  final class Part implements DownloadTarget {
    private final String key;
    private Optional<Path> path;

    private Part(String key, Optional<Path> path) {
      this.key = key;
      this.path = path;
    }

    @Override
    public long size() throws IOException {
      return path.isPresent() && Files.exists(path.get()) ? Files.size(path.get()) : 0;
    }

    @Override
    public Optional<String> validator(ArchiveUrl archive) {
      String server = "." + hash(archive.server(), SERVER_DIGITS);
      return path.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(server))
          .flatMap(PartialFiles::decoded);
    }

    @Override
    public Path file() {
      return path.orElseThrow();
    }

    @Override
    public FileChannel restart(Validators version) throws IOException {
      discard();
      Path file =
          directory.resolve(
              key + "." + encoded(version) + "." + hash(version.server(), SERVER_DIGITS));
      try {
        FileChannel channel = create(file);
        path = Optional.of(file);
        files.put(key, file);
        return channel;
      } catch (FileAlreadyExistsException e) {
        throw new IllegalStateException("two fetches of one file at a time: " + file, e);
      }
    }

    @Override
    public void discard() throws IOException {
      if (path.isPresent()) {
        Files.deleteIfExists(path.get());
        path = Optional.empty();
        files.remove(key);
      }
    }

    /** The body is whole; the file is no concern of this directory any more. */
    Path complete() {
      files.remove(key);
      return file();
    }

    @Override
    public void keep() throws IOException {
      if (size() == 0 || decoded(file().getFileName().toString()).isEmpty()) {
        discard();
      }
    }
  }

  /**
   * A strong validator (RFC 9110, 13.1.5) as part of a name, or nothing: a weak {@code ETag} does
   * not promise the same bytes.
   */
  private static String encoded(Validators version) {
    return version
        .etag()
        .filter(etag -> !etag.startsWith("W/"))
        .or(version::lastModified)
        .map(text -> Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8)))
        .filter(text -> text.length() <= MAX_VALIDATOR)
        .orElse("");
  }

  private static Optional<String> decoded(String name) {
    try {
      int begin = name.indexOf('.') + 1;
      int end = name.indexOf('.', begin); // earlier versions did not name the server
      byte[] text =
          Base64.getUrlDecoder().decode(name.substring(begin, end < 0 ? name.length() : end));
      return Optional.of(new String(text, UTF_8)).filter(validator -> !validator.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no name of ours, or of a version that nobody knows
    }
  }
}
