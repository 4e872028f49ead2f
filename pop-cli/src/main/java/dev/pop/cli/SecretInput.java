package dev.pop.cli;

import dev.pop.core.Secret;
import dev.pop.core.io.FallibleFunction;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.SecretFile;
import dev.pop.mirror.setup.ProAccess.Document;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Contract and tokens as options name them: a file that nobody else can read, or standard input.
 */
final class SecretInput {
  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final String STDIN = "-";
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

  private SecretInput() {}

  /** Reads what an option names. */
  static Document read(String option, Path file, InputStream in) throws UsageException {
    try {
      if (isStdin(file)) {
        String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        return new Document(option + " -", Secret.of(text));
      }
      String text = SecretFile.readText(file, MAX_BYTES);
      Optional<String> exposure = SecretFile.exposure(file);
      if (exposure.isPresent()) {
        throw new UsageException(option + " " + exposure.get());
      }
      return new Document(option + " " + file, Secret.of(text));
    } catch (IOException e) {
      throw new UsageException(option + " " + IoErrors.describe(e));
    }
  }

  /**
   * What a variable of the environment holds; else the credential of that name that systemd gives
   * to a service, in a directory that it closes to all others itself.
   *
   * @return empty if there is neither
   */
  static String ofEnvironment(String name, Map<String, String> environment) throws UsageException {
    String value = environment.getOrDefault(name, "");
    String directory = environment.getOrDefault(CREDENTIALS, "");
    if (!value.isBlank() || directory.isEmpty()) {
      return value;
    }
    Path file = Path.of(directory, name);
    try {
      return Files.exists(file) ? SecretFile.readText(file, MAX_BYTES) : "";
    } catch (IOException e) {
      throw new UsageException(CREDENTIALS + ": " + IoErrors.describe(e));
    }
  }

  static boolean isStdin(@Nullable Path file) {
    return file != null && file.toString().equals(STDIN);
  }

  /** There is but one standard input. */
  static void requireOneStdin(@Nullable Path contract, @Nullable Path tokens)
      throws UsageException {
    if (isStdin(contract) && isStdin(tokens)) {
      throw new UsageException("only one of --contract and --tokens can be standard input");
    }
  }

  /** What a document says. */
  static <T> T parse(Document document, FallibleFunction<String, T, IOException> parser)
      throws UsageException {
    try {
      return parser.apply(document.text().reveal());
    } catch (IOException e) {
      throw new UsageException(document.origin() + ": " + IoErrors.describe(e));
    }
  }
}
