package dev.pop.mirror.sync;

import com.google.common.base.Splitter;
import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the Perl program, and tells it from our own command of the same name. */
final class AptMirrorProgram {
  static final String NAME = "apt-mirror";

  /** What our own {@code bin/apt-mirror} ends with: it hands over to {@code pop apt-mirror}. */
  private static final String OUR_OWN = "/pop\" apt-mirror \"$@\"";

  /** Our own is far smaller; the Perl program need not be read whole. */
  private static final int HEAD_BYTES = 4096;

  private AptMirrorProgram() {}

  /**
   * The first {@code apt-mirror} on a search path.
   *
   * @param searchPath the value of {@code PATH}
   * @throws PopException if there is none, or if it is our own
   */
  static Path find(@Nullable String searchPath) throws PopException {
    for (String directory : Splitter.on(':').split(searchPath == null ? "" : searchPath)) {
      Optional<Path> program = in(directory);
      if (program.isPresent()) {
        return check(program.get());
      }
    }
    throw new PopException(
        FailureKind.PROGRAM_MISSING,
        "there is no program apt-mirror on the PATH; install the package apt-mirror, name the"
            + " program, or use the native engine");
  }

  private static Optional<Path> in(String directory) {
    try {
      return Optional.of(Path.of(directory).resolve(NAME).toAbsolutePath())
          .filter(AptMirrorProgram::isProgram);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /**
   * {@code program}, if it can be what it should be.
   *
   * @throws PopException if it is missing, cannot be executed, or is our own
   */
  static Path check(Path program) throws PopException {
    if (!isProgram(program)) {
      throw new PopException(
          FailureKind.PROGRAM_MISSING, program + " is not an executable program");
    }
    try (InputStream in = Files.newInputStream(program)) {
      String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
      if (head.contains(OUR_OWN)) {
        throw new PopException(
            FailureKind.PROGRAM_MISSING,
            program
                + " is PoP's own command and would call itself; name the Perl program, which is"
                + " usually /usr/bin/apt-mirror, or use the native engine");
      }
    } catch (IOException e) {
      return program; // what can be executed need not be readable
    }
    return program;
  }
}
