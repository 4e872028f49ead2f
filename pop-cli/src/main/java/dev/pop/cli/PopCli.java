package dev.pop.cli;

import static java.util.Objects.requireNonNull;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import com.beust.jcommander.ParameterException;
import dev.pop.core.Diagnostic;
import dev.pop.core.NearestNames;
import dev.pop.core.OperationCancelledException;
import dev.pop.core.PopException;
import dev.pop.core.Printable;
import dev.pop.core.apt.Redacted;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.NotRegularFileException;
import dev.pop.mirror.report.JsonForm;
import dev.pop.mirror.report.RunReports;
import dev.pop.mirror.repository.MirrorListException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The program: reads the command line, runs one command, and turns its end into an exit code. */
public final class PopCli {
  /** How long an interrupted run may take to end by itself. */
  private static final long STOP_MILLIS = 1900;

  private static final String INTERRUPTED = "interrupted; nothing half-made is left in the mirror";

  /** How the parser reports a word that no option takes. */
  private static final Pattern UNKNOWN_WORD =
      Pattern.compile("Was passed main parameter '(.*?)' but no main parameter");

  private static final Pattern NO_VALUE = Pattern.compile("Expected a value after parameter (.*)");

  private static final Pattern UNKNOWN_COMMAND = Pattern.compile("Expected a command, got (.*)");

  static final List<String> COMMANDS =
      List.of(
          "setup",
          "create-mirror-list",
          "verify-mirror-list",
          "estimate",
          "sync",
          "verify",
          "cleanup",
          "status",
          "limit",
          "health",
          "disk-usage",
          "report",
          "stats",
          "trust",
          "demo",
          "apt-mirror");

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;
  private final CliEnvironment surroundings;

  PopCli(PrintStream out, PrintStream err, Clock clock, CliEnvironment surroundings) {
    this.surroundings = surroundings;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /** Runs and exits. An interrupt or a termination signal ends a run with 130. */
  public static void main(String[] args) {
    // Named, it need not be looked for in every jar; and what SLF4J says of itself is of no
    // interest.
    System.setProperty("slf4j.provider", LogBridge.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN");
    Thread main = Thread.currentThread();
    Optional<Screen> screen = Screen.ofProcess(System.getenv());
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, ended, screen), "pop-stop"));
    int code = ExitCode.FAILED;
    try {
      PrintStream err = screen.map(Screen::lines).orElse(System.err);
      CliEnvironment surroundings = CliEnvironment.ofProcess(screen);
      code = new PopCli(System.out, err, Clock.systemUTC(), surroundings).run(args);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "pop: out of memory: give the Java machine more, such as POP_JAVA_OPTS=-Xmx2g");
    } catch (RuntimeException | Error e) {
      System.err.println("pop: this is a fault of the program: " + e);
      e.printStackTrace(System.err);
    } finally {
      screen.ifPresent(Screen::close);
      System.out.flush();
      ended.countDown();
    }
    System.exit(code);
  }

  private static void stop(Thread main, CountDownLatch ended, Optional<Screen> screen) {
    if (ended.getCount() == 0) {
      return; // the run has ended by itself
    }
    screen.ifPresent(Screen::close);
    main.interrupt();
    try {
      if (!ended.await(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        System.err.println("pop: stopped; the next sync resumes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  public int run(String... args) {
    int code = runCommand(args);
    if (!out.checkError()) {
      return code;
    }
    err.println("pop: the result cannot be written to standard output");
    return code == ExitCode.DONE ? ExitCode.FAILED : code;
  }

  private int runCommand(String... given) {
    String[] args = Arguments.normalized(given);
    CommonOptions options = new CommonOptions();
    Map<String, Command> commands = commands(List.of(args));
    JCommander parser = JCommander.newBuilder().programName("pop").addObject(options).build();
    commands.forEach((name, command) -> parser.addCommand(name, List.of(command, options)));
    try {
      parser.parse(args);
    } catch (ParameterException e) {
      options.json |= List.of(args).contains("--json"); // it may stand after the faulty word
      return usage(
          options,
          words(parser, args, e)
              + "; see 'pop help"
              + commandOf(args).map(name -> " " + name).orElse("")
              + "'");
    }
    if (options.version) {
      out.println("pop " + version());
      return ExitCode.DONE;
    }
    Command command = commands.get(parser.getParsedCommand());
    if (options.help || command == null) {
      return help(parser, options);
    }
    Optional<String> empty = emptyOption(parser);
    if (empty.isPresent()) {
      return usage(options, empty.get() + " is empty");
    }
    if (hasControlCharacter(options.popDir) || hasControlCharacter(options.mirrorListFile())) {
      return usage(options, "--pop-dir and --mirror-list must be without control characters");
    }
    return options.quiet
        ? runQuietly(command, options, List.of(given))
        : run(command, options, List.of(given));
  }

  /** What was said is worth saying only when something went wrong. */
  private int runQuietly(Command command, CommonOptions options, List<String> given) {
    options.noProgress = true;
    BufferedOutput heldOut = new BufferedOutput(out);
    BufferedOutput heldErr = new BufferedOutput(err);
    int code =
        new PopCli(
                options.json ? out : heldOut.stream(),
                heldErr.stream(),
                clock,
                surroundings.unwatched())
            .run(command, options, given);
    if (code != ExitCode.DONE) {
      heldErr.release();
      heldOut.release();
    }
    return code;
  }

  private static boolean hasControlCharacter(Path path) {
    return path.toString().chars().anyMatch(Character::isISOControl);
  }

  /** What is wrong with the command line, in one line. */
  private static String words(JCommander parser, String[] args, ParameterException e) {
    String message = String.valueOf(e.getMessage());
    Matcher unknown = UNKNOWN_WORD.matcher(message);
    if (unknown.lookingAt()) {
      return "unknown option or word "
          + word(unknown.group(1))
          + nearest(optionNames(parser, args), unknown.group(1));
    }
    Matcher command = UNKNOWN_COMMAND.matcher(message);
    if (command.matches()) {
      return "there is no command " + word(command.group(1)) + nearest(COMMANDS, command.group(1));
    }
    Matcher value = NO_VALUE.matcher(message);
    return value.matches() ? value.group(1) + " needs a value" : message;
  }

  private static List<String> optionNames(JCommander parser, String[] args) {
    JCommander known = commandOf(args).map(parser.getCommands()::get).orElse(parser);
    return known.getParameters().stream().map(ParameterDescription::getLongestName).toList();
  }

  /** The command that these words are for, if they name one. */
  private static Optional<String> commandOf(String[] args) {
    return Arrays.stream(args).filter(COMMANDS::contains).findFirst();
  }

  /** An option that takes a value and got one of no characters. */
  private static Optional<String> emptyOption(JCommander parser) {
    JCommander command = requireNonNull(parser.getCommands().get(parser.getParsedCommand()));
    return command.getParameters().stream()
        .filter(ParameterDescription::isAssigned)
        .filter(option -> isEmpty(option.getParameterized().get(option.getObject())))
        .map(ParameterDescription::getLongestName)
        .findFirst();
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value != null && value.toString().isEmpty();
  }

  private static String nearest(List<String> known, String given) {
    List<String> near = NearestNames.among(known, given);
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** An option by its name; other words only if they can be no secret. */
  private static String word(String given) {
    String name = given.replaceFirst("=.*$", "");
    return name.matches("--[a-z-]+") ? "'" + name + "'" : Redacted.quoted(given);
  }

  /**
   * The commands that these words can mean: to make and to describe all of them takes longer than
   * most commands do. Where no command is named, all are, for the help and for messages.
   */
  private static Map<String, Command> commands(List<String> args) {
    if (args.equals(List.of("--version"))) {
      return Map.of();
    }
    List<String> named = COMMANDS.stream().filter(args::contains).toList();
    Map<String, Command> commands = new LinkedHashMap<>();
    for (String name : named.isEmpty() ? COMMANDS : named) {
      commands.put(name, command(name));
    }
    return commands;
  }

  private static Command command(String name) {
    return switch (name) {
      case "setup" -> new SetupCommand();
      case "create-mirror-list" -> new CreateMirrorListCommand();
      case "verify-mirror-list" -> new VerifyMirrorListCommand();
      case "estimate" -> new EstimateCommand();
      case "sync" -> new SyncCommand();
      case "verify" -> new VerifyCommand();
      case "cleanup" -> new CleanupCommand();
      case "status" -> new StatusCommand();
      case "limit" -> new LimitCommand();
      case "health" -> new HealthCommand();
      case "disk-usage" -> new DiskUsageCommand();
      case "report" -> new ReportCommand();
      case "stats" -> new StatsCommand();
      case "trust" -> new TrustCommand();
      case "demo" -> new DemoCommand();
      case "apt-mirror" -> new AptMirrorCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private int help(JCommander parser, CommonOptions options) {
    String command = parser.getParsedCommand();
    String text =
        command == null ? HelpText.ofCommands(parser) : HelpText.ofCommand(parser, command);
    (options.help ? out : err).println(text);
    return options.help ? ExitCode.DONE : ExitCode.USAGE;
  }

  private int run(Command command, CommonOptions options, List<String> given) {
    try (Log log = Log.open(err, options, clock, newRun(), journal())) {
      LogBridge.connect(log);
      if (options.quiet && options.logLevel == LogLevel.INFO) {
        log.showFrom(LogLevel.WARN);
      }
      return run(command, new Session(out, log, options, given, clock, surroundings));
    } catch (UsageException e) {
      return usage(options, e.getMessage());
    } catch (IOException e) {
      err.println("pop: the log file cannot be written: " + IoErrors.describe(e));
      return ExitCode.FAILED;
    } finally {
      LogBridge.connect(null);
    }
  }

  private String newRun() {
    return RunReports.newRun(clock.instant(), new SplittableRandom());
  }

  private @Nullable JournalLog journal() {
    return JournalLog.receives(surroundings.environment(), JournalLog.STDERR)
        ? new JournalLog(err, JournalLog.SOCKET)
        : null;
  }

  private int run(Command command, Session session) {
    try {
      return command.run(session);
    } catch (MirrorListException e) {
      MirrorListException named = ListOptions.named(e, session.options());
      named.faults().stream().map(Diagnostic::toString).forEach(session.log()::failure);
      return failure(session.options(), named, ExitCode.of(e.kind()));
    } catch (OperationCancelledException | InterruptedException e) {
      Thread.interrupted(); // it has had its effect, and would close the log file
      return report(session, new InterruptedException(INTERRUPTED), ExitCode.INTERRUPTED);
    } catch (PopException e) {
      return report(session, e, ExitCode.of(e.kind()));
    } catch (NotRegularFileException e) {
      return report(session, e, ExitCode.USAGE);
    } catch (IOException e) {
      return report(session, e, ExitCode.FAILED);
    }
  }

  private int usage(CommonOptions options, @Nullable String message) {
    err.println("pop: " + Printable.lines(String.valueOf(message)));
    jsonFailure(options, String.valueOf(message));
    return ExitCode.USAGE;
  }

  private int report(Session session, Exception e, int code) {
    session.log().failure(message(e));
    return failure(session.options(), e, code);
  }

  private int failure(CommonOptions options, Exception e, int code) {
    if (options.stacktrace) {
      e.printStackTrace(err);
    }
    jsonFailure(options, message(e));
    return code;
  }

  private static String message(Exception e) {
    return e instanceof IOException failure
        ? IoErrors.withRemedy(failure)
        : e.getMessage() + (e instanceof PopException failure ? RemedyWords.of(failure) : "");
  }

  private void jsonFailure(CommonOptions options, String message) {
    if (options.json) {
      JsonForm failure = json -> json.put("status", "failed").put("error", message);
      out.println(failure.toJson());
    }
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = PopCli.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the program's own jar cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }
}
