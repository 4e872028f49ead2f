package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sentences of the library name no command and no option: the command line adds them. */
class LibraryTextTest {
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int STRING = 8;

  /**
   * Sizes of the entries of a constant pool, by tag; see the Java Virtual Machine Specification.
   */
  private static final int[] SIZES = {
    0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2
  };

  /** A command of ours, or a long option among other words; alone, it is an argument. */
  private static final Pattern ADVICE =
      Pattern.compile(
          "\\bpop ("
              + String.join("|", PopCli.COMMANDS)
              + ")\\b|\\s['\"]?--[a-z]|^--[a-z][a-z-]*\\s");

  @Test
  void library_namesNoCommandAndNoOption() throws IOException {
    assertThat(advice("dev.pop.core", "dev.pop.mirror")).isEmpty();
  }

  @Test
  void commandLine_namesThem() throws IOException {
    assertThat(advice("dev.pop.cli"))
        .contains(
            "dev.pop.cli.RemedyWords: ; run 'pop sync'",
            "dev.pop.cli.RemedyWords: ; name another with --mirror-list");
  }

  private static List<String> advice(String... packages) throws IOException {
    List<String> found = new ArrayList<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .withImportOption(location -> !location.contains("tests.jar"))
            .importPackages(packages)) {
      try (InputStream in = each.getSource().orElseThrow().getUri().toURL().openStream()) {
        strings(new DataInputStream(in)).stream()
            .filter(text -> ADVICE.matcher(text).find())
            .forEach(text -> found.add(each.getName() + ": " + text));
      }
    }
    return found;
  }

  /** The string constants of a class, also those that are parts of longer texts. */
  private static List<String> strings(DataInputStream in) throws IOException {
    in.skipNBytes(8);
    int count = in.readUnsignedShort();
    Map<Integer, String> texts = new HashMap<>();
    List<Integer> strings = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      if (tag == UTF8) {
        texts.put(i, in.readUTF());
      } else if (tag == STRING) {
        strings.add(in.readUnsignedShort());
      } else {
        in.skipNBytes(SIZES[tag]);
        i += tag == LONG || tag == DOUBLE ? 1 : 0; // which take two places
      }
    }
    return strings.stream().map(texts::get).toList();
  }
}
