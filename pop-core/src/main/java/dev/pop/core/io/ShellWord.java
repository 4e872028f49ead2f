package dev.pop.core.io;

/** Names of files in commands that a user may copy into a shell. */
public final class ShellWord {
  private ShellWord() {}

  /** The name as one word, which no program takes for an option. */
  public static String of(String name) {
    String word = name.startsWith("-") ? "./" + name : name;
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
