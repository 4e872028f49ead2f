package dev.pop.mirror.report;

import dev.pop.core.io.PrivateDirectory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files of one kind in a directory, of which the last ones are kept. Their names sort by age.
 *
 * @param name what their names look like
 */
record RotatedFiles(Path directory, Pattern name) {
  /**
   * The oldest first; none when there is no such directory.
   *
   * @throws IOException also if a symbolic link is in the place of the directory or in it
   */
  List<Path> list() throws IOException {
    List<Path> files = new ArrayList<>();
    PrivateDirectory.refuseLinks(directory);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        if (name.matcher(file.getFileName().toString()).matches()) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return files;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(files);
    return files;
  }

  /** Removes the oldest where there are more than {@code kept}. */
  void prune(int kept) throws IOException {
    List<Path> files = list();
    for (Path old : files.subList(0, Math.max(0, files.size() - kept))) {
      Files.deleteIfExists(old);
    }
  }
}
