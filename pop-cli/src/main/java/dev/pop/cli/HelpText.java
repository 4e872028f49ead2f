package dev.pop.cli;

import static java.util.Objects.requireNonNull;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import com.google.common.base.Splitter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What {@code pop help} prints: 80 columns, a command's own options before the common ones. */
final class HelpText {
  private static final int WIDTH = 80;

  /** The column in which descriptions begin; a longer name has a line of its own. */
  private static final int INDENT = 25;

  private final StringBuilder text = new StringBuilder();

  private HelpText() {}

  /** All commands, each with one line. */
  static String ofCommands(JCommander parser) {
    HelpText help = new HelpText();
    help.text.append("Usage: pop COMMAND [OPTION]...\n\nCommands:\n");
    for (Map.Entry<String, JCommander> command : parser.getCommands().entrySet()) {
      help.entry(command.getKey(), summary(parser, command.getKey()));
    }
    help.options("Options of every command", parser, true);
    help.text.append("\n'pop help COMMAND' explains a command.");
    return help.text.toString();
  }

  /** One command, as its parser knows it. */
  static String ofCommand(JCommander parser, String name) {
    JCommander command = requireNonNull(parser.getCommands().get(name));
    HelpText help = new HelpText();
    String program = name.equals("apt-mirror") ? name : "pop " + name;
    help.text.append("Usage: ").append(program).append(" [OPTION]...");
    if (command.getMainParameterValue() != null) {
      help.text.append(' ').append(command.getMainParameterValue().getDescription());
    }
    help.text.append("\n\n");
    String summary = summary(parser, name);
    help.text.append(Character.toUpperCase(summary.charAt(0))).append(summary, 1, summary.length());
    help.text.append(".\n");
    help.options("Options", command, false);
    help.options("Options of every command", command, true);
    return help.text.toString().strip();
  }

  private static String summary(JCommander parser, String command) {
    return parser.getUsageFormatter().getCommandDescription(command);
  }

  private void options(String title, JCommander parser, boolean common) {
    List<ParameterDescription> options =
        parser.getParameters().stream()
            .filter(option -> option.getObject() instanceof CommonOptions == common)
            .sorted(
                Comparator.<ParameterDescription>comparingInt(
                        option -> option.getParameterAnnotation().order())
                    .thenComparing(ParameterDescription::getLongestName))
            .toList();
    if (options.isEmpty()) {
      return;
    }
    text.append('\n').append(title).append(":\n");
    for (ParameterDescription option : options) {
      String value = option.getParameterAnnotation().placeholder();
      entry(
          option.getLongestName() + (value.isEmpty() ? "" : " " + value), option.getDescription());
    }
  }

  /** A name, and beside it as many lines as its description takes. */
  private void entry(String name, String description) {
    StringBuilder line = new StringBuilder("  ").append(name);
    if (line.length() > INDENT - 2) {
      text.append(line).append('\n');
      line.setLength(0);
    }
    boolean begun = false;
    for (String word : Splitter.on(' ').split(description)) {
      if (begun && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        begun = false;
      }
      line.append(begun ? " " : " ".repeat(INDENT - line.length())).append(word);
      begun = true;
    }
    text.append(line).append('\n');
  }
}
