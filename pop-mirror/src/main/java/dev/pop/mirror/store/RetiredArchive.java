package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;
import dev.pop.core.apt.FormatException;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.repository.Repository;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An archive that earlier runs published and that the mirror list no longer names. */
@Internal
public final class RetiredArchive {
  private final MirrorLayout layout;
  private final String diskPath;

  /** Those of its suites below the archive's base; {@code .} is the base itself. */
  private final List<String> directories;

  private RetiredArchive(MirrorLayout layout, String diskPath, List<String> directories) {
    this.layout = layout;
    this.diskPath = diskPath;
    this.directories = List.copyOf(directories);
  }

  /** The archives that have manifests and are not among {@code listed}, by name. */
  static List<RetiredArchive> find(MirrorLayout layout, Collection<Repository> listed)
      throws IOException {
    Set<String> known = listed.stream().map(Repository::diskPath).collect(Collectors.toSet());
    Map<String, List<String>> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(layout.manifests())) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(MirrorLayout.MANIFEST)) {
          String encoded = name.substring(0, name.length() - MirrorLayout.MANIFEST.length());
          String[] words = decoded(encoded).split(" ", 2);
          if (words.length == 2 && !known.contains(words[0])) {
            found.computeIfAbsent(words[0], archive -> new ArrayList<>()).add(words[1]);
          }
        }
      }
    } catch (NoSuchFileException | AccessDeniedException e) {
      return List.of();
    }
    return found.entrySet().stream()
        .map(archive -> new RetiredArchive(layout, archive.getKey(), archive.getValue()))
        .toList();
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, UTF_8);
    } catch (IllegalArgumentException e) {
      return name; // not ours
    }
  }

  /** Where it lies below {@code mirror_path}. */
  public String diskPath() {
    return diskPath;
  }

  /** The files that its manifests name; those of a damaged one are left out. */
  public FileTable files() throws IOException {
    FileTable files = new FileTable();
    for (String directory : directories) {
      try {
        new ManifestFile(manifest(directory, MirrorLayout.MANIFEST)).readFiles(files);
      } catch (NoSuchFileException | AccessDeniedException | FormatException e) {
        // its files are as good as another program's
      }
    }
    return files;
  }

  /** Every path below the archive's base that runs remember to have put there. */
  public Set<String> paths() throws IOException {
    FileTable files = files();
    Set<String> paths = new HashSet<>();
    for (String directory : directories) {
      try {
        new UnpublishedFiles(manifest(directory, MirrorLayout.UNPUBLISHED)).read(files);
      } catch (AccessDeniedException | FormatException e) {
        // its files are as good as another program's
      }
      RetiredFiles.read(manifest(directory, MirrorLayout.RETIRED)).paths().forEach(paths::add);
      String prefix = directory.equals(".") ? "" : directory + "/";
      ReleaseSet.NAMES.forEach(name -> paths.add(prefix + name));
    }
    IntStream.range(0, files.count()).mapToObj(files::path).forEach(paths::add);
    return paths;
  }

  /** Forgets the archive. */
  public void forget() throws IOException {
    for (String directory : directories) {
      for (String ending : MirrorLayout.OF_A_SUITE) {
        Files.deleteIfExists(manifest(directory, ending));
      }
    }
    new LineSet(layout.unfinished()).removeIf(diskPath::equals);
  }

  private Path manifest(String directory, String ending) {
    return layout.ofSuite(diskPath, directory, ending);
  }
}
