package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reading files that hold secrets: whole, bounded, and with an eye on who else can read them. */
public final class SecretFile {
  private SecretFile() {}

  /**
   * The text of {@code file} in UTF-8, without a byte order mark.
   *
   * @throws IOException if it does not exist, is a directory, cannot be read, is longer than {@code
   *     maxBytes} or no UTF-8; the message names the file and shows nothing of its content
   */
  public static String readText(Path file, int maxBytes) throws IOException {
    if (Files.isDirectory(file)) {
      throw refused(file, "is a directory, not a file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(maxBytes + 1);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "does not exist");
    }
    if (bytes.length > maxBytes) {
      throw refused(file, "is longer than " + maxBytes + " bytes");
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refused(file, "is not UTF-8 text");
    }
  }

  private static FileSystemException refused(Path file, String reason) {
    return new FileSystemException(file.toString(), null, reason);
  }

  /**
   * What to tell the owner when group or others can get at {@code file}: one sentence that ends in
   * the command that mends it. Empty when the mode is fine.
   *
   * @throws IOException if the mode cannot be read
   */
  public static Optional<String> exposure(Path file) throws IOException {
    return exposure(file, 0600);
  }

  /**
   * As {@link #exposure(Path)}, when a wider mode is fine as well.
   *
   * @param widest such as {@code 0640} when the group is meant to read the file
   */
  public static Optional<String> exposure(Path file, int widest) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode") & 0777;
    if ((mode & 077 & ~widest) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "%s holds secrets but others can read it (mode %04o); run: chmod %o %s",
            file, mode, widest, ShellWord.of(file.toString())));
  }
}
