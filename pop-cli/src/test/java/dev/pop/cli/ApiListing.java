package dev.pop.cli;

import static com.google.common.base.Preconditions.checkState;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types that docs/api.md lists: a heading for each package, below it a table with a row for
 * each type.
 *
 * @param types by their full names
 */
record ApiListing(Set<String> types) {
  private static final Pattern PACKAGE = Pattern.compile("## `([a-z.]+)`");
  private static final Pattern TYPE = Pattern.compile("\\| `([A-Za-z]+)` \\| \\S.* \\|");

  static ApiListing parse(String page) {
    Set<String> types = new LinkedHashSet<>();
    String place = "";
    for (String line : page.lines().toList()) {
      Matcher heading = PACKAGE.matcher(line);
      Matcher row = TYPE.matcher(line);
      if (heading.matches()) {
        place = heading.group(1);
      } else if (row.matches()) {
        checkState(types.add(place + "." + row.group(1)), "listed twice: %s", line);
      } else {
        checkState(!line.startsWith("| `"), "not a type with a sentence: %s", line);
      }
    }
    return new ApiListing(Set.copyOf(types));
  }
}
