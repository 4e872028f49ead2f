package dev.pop.cli;

import dev.pop.core.Secret;
import dev.pop.mirror.setup.SystemAccounts;
import java.io.Console;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command can ask besides its options.
 *
 * @param in standard input
 * @param environment of the process
 * @param terminal somebody to ask; empty in scripts
 * @param screen somebody who watches; empty where errors go to a file
 * @param accounts what a setup by root may change of the users of the system
 */
record CliEnvironment(
    InputStream in,
    Map<String, String> environment,
    Optional<Terminal> terminal,
    Optional<Screen> screen,
    Optional<SystemAccounts> accounts) {
  CliEnvironment(InputStream in, Map<String, String> environment, Optional<Terminal> terminal) {
    this(in, environment, terminal, Optional.empty(), Optional.empty());
  }

  /** Nobody watches. */
  CliEnvironment unwatched() {
    return new CliEnvironment(in, environment, terminal, Optional.empty(), accounts);
  }

  /** Somebody who answers questions. */
  interface Terminal {
    /** The answer, or what stands as default when it is empty. */
    String ask(String question, String byDefault);

    /** An answer that is not shown; may be empty. */
    Secret askSecret(String question);
  }

  static CliEnvironment ofProcess(Optional<Screen> screen) {
    return new CliEnvironment(
        System.in,
        System.getenv(),
        console().map(ConsoleTerminal::new),
        screen,
        Optional.of(SystemAccounts.OF_SYSTEM));
  }

  /** Since Java 22 there is a console without a terminal too; it can be asked. */
  @SuppressWarnings("SystemConsoleNull") // up to Java 21 null says that there is no terminal
  private static Optional<Console> console() {
    @Nullable Console console = System.console();
    if (console == null) {
      return Optional.empty();
    }
    try {
      Object terminal = Console.class.getMethod("isTerminal").invoke(console);
      return Boolean.TRUE.equals(terminal) ? Optional.of(console) : Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.of(console); // an older Java
    }
  }

  private record ConsoleTerminal(Console console) implements Terminal {
    @Override
    public String ask(String question, String byDefault) {
      String line = console.readLine("%s [%s]: ", question, byDefault);
      return line == null || line.isBlank() ? byDefault : line.strip();
    }

    @Override
    public Secret askSecret(String question) {
      char[] typed = console.readPassword("%s: ", question);
      return Secret.of(typed == null ? "" : new String(typed).strip());
    }
  }
}
