package dev.pop.mirror.plan;

import com.google.common.collect.Iterables;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.RemoteFile;
import dev.pop.core.io.Compression;
import dev.pop.core.io.DamagedDataException;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.WantedSuite.WantedComponent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The indices of a suite that has no {@code Release}: where the repository format puts them, and
 * what their own bytes say of them.
 */
public final class UnreleasedIndices {
  /** The compressed forms that such archives offer, as the Perl program asks for them. */
  private static final List<Compression> COMPRESSED =
      List.of(Compression.XZ, Compression.GZIP, Compression.BZIP2);

  private static final int BUFFER_BYTES = 64 * 1024;

  private UnreleasedIndices() {}

  /**
   * The plain form of each index that lists what is wanted of the suite, relative to the suite's
   * directory.
   */
  public static List<String> stems(Suite suite) {
    List<String> stems = new ArrayList<>();
    suite
        .wanted()
        .components()
        .forEach((component, wanted) -> addStems(suite, component, wanted, stems));
    return stems;
  }

  private static void addStems(
      Suite suite, String component, WantedComponent wanted, List<String> stems) {
    if (!suite.isFlat()) {
      wanted.architectures().forEach(it -> stems.add(component + "/binary-" + it + "/Packages"));
    } else if (!wanted.architectures().isEmpty()) {
      stems.add("Packages");
    }
    if (wanted.sources()) {
      stems.add(suite.isFlat() ? "Sources" : component + "/source/Sources");
    }
  }

  /**
   * What else clients and the Perl program ask for by such names, if it is there: lists of
   * contents, and the small {@code Release} files beside the indices.
   */
  static List<String> extras(Suite suite) {
    if (suite.isFlat()) {
      return List.of();
    }
    Set<String> extras = new LinkedHashSet<>();
    suite
        .wanted()
        .components()
        .forEach(
            (component, wanted) -> {
              for (String architecture : wanted.architectures()) {
                if (suite.wanted().contents()) {
                  extras.add("Contents-" + architecture);
                  extras.add(component + "/Contents-" + architecture);
                }
                extras.add(component + "/binary-" + architecture + "/Release");
              }
              if (wanted.sources()) {
                extras.add(component + "/source/Release");
              }
            });
    return List.copyOf(extras);
  }

  /** The paths of the compressed forms of an index. */
  static List<String> compressed(String stem) {
    return COMPRESSED.stream().map(form -> stem + form.extension()).toList();
  }

  /** The paths that an index may have: of its compressed forms, and of the plain one. */
  public static List<String> forms(String stem) {
    List<String> forms = new ArrayList<>(compressed(stem));
    forms.add(stem);
    return forms;
  }

  /**
   * A file as upstream is asked for it.
   *
   * @param path relative to the suite's directory
   */
  public static RemoteFile remote(Suite suite, String path) {
    return RemoteFile.upTo(
        suite.archive().upstreams(), suite.resolve(path), ExactSizeStream.MAX_UNLISTED_BYTES);
  }

  /**
   * What a {@code Release} would say of a file.
   *
   * @param path relative to the suite's directory
   */
  public static ReleaseEntry entry(String path, Path file) throws IOException {
    Checksum checksum = Checksum.ofFile(HashAlgorithm.SHA256, file);
    return new ReleaseEntry(path, Files.size(file), Map.of(checksum.algorithm(), checksum));
  }

  /**
   * What a {@code Release} of the published indices would say.
   *
   * @param root the archive's directory in the mirror
   */
  public static ReleaseFile published(Path root, Suite suite) throws IOException {
    List<ReleaseEntry> entries = new ArrayList<>();
    for (String stem : Iterables.concat(stems(suite), extras(suite))) {
      for (String path : forms(stem)) {
        Path file = root.resolve(suite.resolve(path));
        if (Files.isRegularFile(file)) {
          entries.add(entry(path, file));
        }
      }
    }
    return ReleaseFile.listing(entries);
  }

  /**
   * Reads every form of one index to its end.
   *
   * @param forms files by their paths
   * @throws FormatException if one does not decode, or two decode to different texts
   */
  static void requireOneText(Map<String, Path> forms) throws IOException {
    Optional<String> first = Optional.empty();
    Optional<Checksum> text = Optional.empty();
    for (Map.Entry<String, Path> form : forms.entrySet()) {
      Checksum now = textOf(form.getKey(), form.getValue());
      if (first.isPresent() && !text.equals(Optional.of(now))) {
        throw new FormatException(first.get() + " and " + form.getKey() + " have different texts");
      }
      first = Optional.of(form.getKey());
      text = Optional.of(now);
    }
  }

  private static Checksum textOf(String path, Path file) throws IOException {
    MessageDigest digest = HashAlgorithm.SHA256.newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file);
        InputStream decoded = Compression.ofFileName(path).decode(in);
        InputStream text = ExactSizeStream.unlisted(decoded, Files.size(file))) {
      for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (FormatException | DamagedDataException e) {
      throw new FormatException(path + ": " + e.getMessage(), e);
    }
    return Checksum.of(HashAlgorithm.SHA256, digest.digest());
  }
}
