package dev.pop.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a command line in the one form that the parser knows. */
final class Arguments {
  private static final Pattern WITH_VALUE =
      Pattern.compile("(--[a-z][a-z-]*)=(.*)", Pattern.DOTALL);

  private Arguments() {}

  /**
   * Divides {@code --option=value}, and writes {@code -h}, {@code help COMMAND} and {@code version}
   * as options.
   */
  static String[] normalized(String... given) {
    List<String> words = new ArrayList<>();
    for (String word : given) {
      Matcher option = WITH_VALUE.matcher(word);
      if (option.matches()) {
        words.add(option.group(1));
        words.add(option.group(2));
      } else {
        words.add(word.equals("-h") ? "--help" : word);
      }
    }
    if (!words.isEmpty() && words.get(0).equals("help")) {
      words.remove(0);
      words.add("--help");
    } else if (words.equals(List.of("version"))) {
      words.set(0, "--version");
    }
    return words.toArray(String[]::new);
  }
}
