package dev.pop.mirror.repository;

import com.google.common.base.Splitter;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.SourceLine;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of a mirror list and collects every fault. One object reads one list. */
final class MirrorListParser {
  static final String FOREIGN_BYTES = "has characters that are not UTF-8";

  private static final Pattern SET =
      Pattern.compile("(set\\s+(\\S+)\\s+(\"[^\"]+\"|'[^']+'|\\S+))(.*)");
  private static final Pattern COMMENT = Pattern.compile("\\s#.*$");
  private static final Splitter WORDS =
      Splitter.on(Pattern.compile("\\s+")).omitEmptyStrings().trimResults();

  private final ListFiles files;
  private final Diagnostics diagnostics;
  private final ListAssembly assembly;

  MirrorListParser(ListFiles files, Strictness use) {
    this.files = files;
    this.diagnostics = new Diagnostics(files);
    this.assembly = new ListAssembly(use, diagnostics);
  }

  MirrorList parse() throws MirrorListException {
    return read().soundList();
  }

  /** As {@link #parse}, with what could be read in spite of faults. */
  ParsedList read() {
    for (ListFiles.Part part : files.parts()) {
      if (part.isDeb822()) {
        new Deb822Sources(part, assembly, diagnostics).read();
      } else {
        lines(part);
      }
    }
    assembly.security().checkFiles(files);
    return assembly.finish();
  }

  private void lines(ListFiles.Part part) {
    int number = 0;
    for (String line : part.lines()) {
      SourcePosition position = part.position(++number);
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#") && !stripped.startsWith(";")) {
        try {
          line(stripped, position);
        } catch (FormatException e) {
          diagnostics.fault(position, e.getMessage());
        }
      }
    }
  }

  private void line(String line, SourcePosition position) throws FormatException {
    Matcher set = SET.matcher(line);
    String meant = set.matches() ? set.group(1) : COMMENT.matcher(line).replaceFirst("");
    if (ListFiles.hasForeignBytes(meant)) {
      throw new FormatException(FOREIGN_BYTES);
    }
    List<String> words = WORDS.splitToList(meant);
    if (set.matches()) {
      if (hasOpenQuote(set.group(3))) {
        throw new FormatException("has a value with an unbalanced quote");
      }
      assembly.set(set.group(2), unquote(set.group(3)), position);
      checkRest(set.group(4), position);
    } else if (words.size() > 1 && ArchiveOptions.isCommand(words.get(0))) {
      assembly.option(words.get(0), words.get(1), words.subList(2, words.size()), position);
    } else if (SourceLine.looksLike(meant)) {
      SourceLine source = SourceLine.parse(meant);
      SourceOptions.check(source.options(), position, diagnostics);
      assembly.source(source, position);
    } else {
      throw new FormatException(
          words.get(0).equals("set")
              ? "'set' needs a name and a value"
              : "is not a line of a mirror list"
                  + Redacted.keyword(line)
                      .map(word -> "; it begins with '" + word + "'")
                      .orElse(""));
    }
  }

  private static boolean hasOpenQuote(String value) {
    char first = value.charAt(0);
    return (first == '"' || first == '\'') && unquote(value).equals(value);
  }

  private static String unquote(String value) {
    char first = value.charAt(0);
    return value.length() > 1
            && (first == '"' || first == '\'')
            && value.charAt(value.length() - 1) == first
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private void checkRest(String rest, SourcePosition position) {
    if (!rest.isBlank() && !rest.strip().startsWith("#")) {
      diagnostics.warn(
          position, Redacted.quoted(rest.strip()) + " at the end of the line is ignored");
    }
  }
}
