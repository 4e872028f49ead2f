package dev.pop.cli;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** A listing of everything below a directory, to compare with a later one. */
final class Sandbox {
  private Sandbox() {}

  /**
   * Kind, size, date and content of everything, by path.
   *
   * @param except a directory that is left out with what is in it
   */
  static Map<String, String> listing(Path root, Path except) throws IOException {
    Map<String, String> listing = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (directory.equals(except)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            // The date of the root is that of the directory that is left out.
            note(directory, directory.equals(root) ? "root" : "d " + times(attributes));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String what =
                attributes.isSymbolicLink()
                    ? "l " + Files.readSymbolicLink(file)
                    : "- " + attributes.size() + " " + Checksum.ofFile(HashAlgorithm.SHA256, file);
            note(file, what + " " + times(attributes));
            return FileVisitResult.CONTINUE;
          }

          private void note(Path path, String what) throws IOException {
            listing.put(
                root.relativize(path).toString(),
                what + " " + Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
          }
        });
    return listing;
  }

  private static String times(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().toString();
  }
}
