package dev.pop.mirror.setup;

import com.google.common.base.Splitter;
import dev.pop.core.io.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code KEY=VALUE} lines, such as {@code pop.rc} and a file of answers. Empty lines and
 * comments ({@code #}) are passed over; a shell can read it too.
 */
public final class RcFile {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./-]*");
  private static final Pattern OF_SECRETS = Pattern.compile(".*(TOKEN|SECRET|PASSWORD).*");

  private RcFile() {}

  /**
   * The values by their keys, in the order of the file.
   *
   * @throws SetupException if a line is none of the kind; the message shows nothing of it
   * @throws IOException if the file cannot be read
   */
  public static Map<String, String> read(Path file) throws SetupException, IOException {
    Map<String, String> values = new LinkedHashMap<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line.strip());
      if (!matcher.matches()) {
        throw new SetupException(file + ": line " + number + ": is no KEY=VALUE");
      }
      values.put(matcher.group(1), unquoted(matcher.group(2).strip()));
    }
    return values;
  }

  private static List<String> lines(Path file) throws IOException {
    return Splitter.on('\n').splitToList(SecretFile.readText(file, MAX_BYTES));
  }

  private static String unquoted(String value) {
    if (value.length() >= 2 && value.startsWith("'") && value.endsWith("'")) {
      return value.substring(1, value.length() - 1).replace("'\\''", "'");
    }
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      return value.substring(1, value.length() - 1);
    }
    return value;
  }

  /** The text of a file with {@code values}, and after them {@code others} as they are. */
  static String text(Map<String, String> values, List<String> others) {
    StringBuilder text =
        new StringBuilder("# Written by the setup of PoP, which reads this file again.\n");
    values.forEach((key, value) -> text.append(key).append('=').append(quoted(value)).append('\n'));
    others.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  /**
   * The lines of {@code file} whose keys are not among {@code values}: somebody else's, to be kept.
   * Only a key that tells of a secret is not, since none belongs into this file.
   */
  static List<String> otherLines(Path file, Map<String, String> values) throws IOException {
    List<String> others = new ArrayList<>();
    for (String line : lines(file)) {
      Matcher matcher = LINE.matcher(line.strip());
      if (matcher.matches()
          && !values.containsKey(matcher.group(1))
          && !OF_SECRETS.matcher(matcher.group(1)).matches()) {
        others.add(line);
      }
    }
    return others;
  }
}
