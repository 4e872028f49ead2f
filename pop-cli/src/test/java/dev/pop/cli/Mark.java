package dev.pop.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.Compression;
import dev.pop.core.io.DamagedDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A secret that is planted, and then looked for where it must not be. */
final class Mark {
  static final String USER = "bearer";
  static final String SECRET = "sEcReTmArK";

  /** As it is written, and as a header has it. */
  private static final List<String> FORMS =
      List.of(SECRET, Base64.getEncoder().encodeToString((USER + ":" + SECRET).getBytes(UTF_8)));

  private Mark() {}

  static boolean isIn(String text) {
    return FORMS.stream().anyMatch(text::contains);
  }

  /** Plants it in a file that nobody else can read, as which {@code SECRET} stands in a text. */
  static Path plant(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace("SECRET", SECRET));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Names of the files below a directory that hold it, packed or not. */
  static Set<String> holders(Path root) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = root.relativize(path).toString();
        if (isIn(name)
            || (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && (isIn(Files.readString(path, ISO_8859_1)) || isIn(unpacked(path))))) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** As far as it goes: a program that was stopped leaves the beginnings of files. */
  private static String unpacked(Path path) throws IOException {
    Compression form = Compression.ofFileName(path.toString());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (InputStream packed = Files.newInputStream(path);
        InputStream in = form.decode(packed)) {
      in.transferTo(text);
    } catch (DamagedDataException e) {
      return text.toString(ISO_8859_1);
    }
    return text.toString(ISO_8859_1);
  }
}
