package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keyrings that the archives of Ubuntu Pro are signed with. They come from a directory given by
 * the user or from the package {@code ubuntu-pro-client}; no key server is asked.
 */
@Internal
public final class Keyrings {
  /** Where the packages of Ubuntu keep keyrings. */
  public static final Path SYSTEM = Path.of("/usr/share/keyrings");

  private static final int MAX_BYTES = 1024 * 1024;

  private final List<Path> directories;

  /** Looks into {@code directories} in their order. */
  public Keyrings(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  /**
   * A keyring that was not found.
   *
   * @param file the name that was looked for
   * @param services whose archives cannot be verified without it
   * @param searched the directories that do not have it
   */
  public record Missing(String file, List<String> services, List<Path> searched) {
    public Missing {
      services = List.copyOf(services);
      searched = List.copyOf(searched);
    }

    /** One sentence that names file, services, directories and a way out. */
    @Override
    public String toString() {
      return String.format(
          "keyring %s of %s is not in %s; install the package ubuntu-pro-client or name a directory"
              + " that has it",
          file,
          String.join(", ", services),
          String.join(" or ", searched.stream().map(Path::toString).toList()));
    }
  }

  /**
   * What {@link #install} did.
   *
   * @param installed by service, the copy that is in place now
   * @param missing what was not found
   */
  public record Installed(Map<String, Path> installed, List<Missing> missing) {
    public Installed {
      installed = Map.copyOf(installed);
      missing = List.copyOf(missing);
    }
  }

  /** The first regular, non-empty file of that name. */
  private Optional<Path> find(String name) {
    return directories.stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isRegularFile)
        .filter(file -> file.toFile().length() > 0)
        .findFirst();
  }

  /**
   * Copies the keyrings of {@code services} into {@code target}, which is created if need be. A
   * copy that is there with the same content is left alone. Services without a keyring are passed
   * over.
   *
   * @throws IOException if a keyring cannot be read, is over-long, or {@code target} cannot be
   *     written; each copy is whole or the one from before
   */
  public Installed install(Collection<ProService> services, Path target) throws IOException {
    Map<String, Set<String>> wanted = new LinkedHashMap<>();
    for (ProService service : services) {
      service
          .keyring()
          .ifPresent(
              name -> wanted.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(service.type()));
    }
    Map<String, Path> installed = new LinkedHashMap<>();
    List<Missing> missing = new ArrayList<>();
    for (Map.Entry<String, Set<String>> keyring : wanted.entrySet()) {
      List<String> users = List.copyOf(keyring.getValue());
      Optional<Path> source = find(keyring.getKey());
      if (source.isEmpty()) {
        missing.add(new Missing(keyring.getKey(), users, directories));
      } else {
        WorldReadableFiles.createDirectories(target);
        Path copy = target.resolve(keyring.getKey());
        copy(source.get(), copy);
        users.forEach(user -> installed.put(user, copy));
      }
    }
    return new Installed(installed, missing);
  }

  private static void copy(Path source, Path target) throws IOException {
    byte[] keyring = bytes(source);
    if (!Files.isRegularFile(target) || !Arrays.equals(keyring, bytes(target))) {
      AtomicFile.write(target, AtomicFile.Mode.PUBLIC, out -> out.write(keyring));
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(
            file + " is longer than " + MAX_BYTES + " bytes, which no keyring is");
      }
      return bytes;
    }
  }
}
