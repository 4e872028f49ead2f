package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Throwables;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.io.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A token with a marker in it goes in at every place where one can be; whatever the package says
 * must not show it. What the contract API answers is tried in {@link ContractClientTest}.
 */
class MarkerTokenTest {
  private static final String MARKER = "MARKERtoken123";

  @TempDir Path directory;
  private final List<String> said = new ArrayList<>();

  /** Notes what comes of it: the result in words, or the whole stack trace. */
  private void hear(Callable<?> action) {
    try {
      said.add(String.valueOf(action.call()));
    } catch (Exception e) {
      said.add(Throwables.getStackTraceAsString(e));
    }
  }

  private void assertSilent() {
    assertThat(said).isNotEmpty().noneMatch(words -> words.contains("MARKER"));
  }

  @Test
  void contracts() throws Exception {
    String good = Documents.CONTRACT.replace("C1contractToken", MARKER);
    Contract contract = Contract.parse(good);
    assertThat(contract.token().orElseThrow().reveal()).isEqualTo(MARKER);
    said.add(contract.toString());
    hear(() -> contract.entitlements().get(0).forSeries("jammy").directives());

    // Cut anywhere, the document is wrong in every way that a cut can make it.
    for (int end = 0; end < good.length(); end++) {
      String cut = good.substring(0, end);
      hear(() -> Contract.parseAll(cut));
      hear(() -> Contract.parseAll(cut + "}"));
      hear(() -> Contract.parseAll(cut + "\"" + MARKER + "\"}"));
    }
    for (String text :
        List.of(
            "{\"%s\": 1}",
            "{\"%s\": {}}",
            "{\"%s x\": {\"contractInfo\": {}}}",
            "{\"%s\": 1, \"%s\": 2}",
            "{\"%s\": {\"contractInfo\": {\"id\": []}}}",
            "{\"%s\": {\"contractInfo\": {\"resourceEntitlements\": [{\"type\": \"%s\"}]}}}",
            "{\"contractInfo\": {\"effectiveTo\": \"%s\"}}",
            "{\"%s\" oops",
            "%s",
            "%s: [",
            "%s: *%s",
            "%s: !%s x",
            "%s: 1\n%s: 2",
            "\"%s: 1",
            "%s:\n\t- x",
            "%s:\n  contractInfo:\n    id: [%s]")) {
      hear(() -> Contract.parseAll(text.replace("%s", MARKER)));
    }
    for (String field : List.of("aptURL", "aptKey")) {
      for (String value :
          List.of("https://bearer:%s@h/x", "%s", "https://%s x@h/", "ftp://%s/", "x\\n%s")) {
        String directives = "{\"" + field + "\": \"" + value.replace("%s", MARKER + "!") + "\"}";
        hear(() -> Contract.parse(Documents.withDirectives(directives)).toString());
      }
    }
    assertSilent();
  }

  @Test
  void tokens() throws Exception {
    ProTokens tokens =
        ProTokens.parse("{\"fips\": \"" + MARKER + "\", \"ros\": \"u:" + MARKER + "\"}");
    said.add(tokens.toString());
    said.add(tokens.find("fips").toString());
    said.add(tokens.credentials("ros").toString());
    for (String text :
        List.of(
            "{\"fips\": \"%s @\"}",
            "{\"fips\": \"%s\\n\"}",
            "{\"fips\": \"%s/\"}",
            "{\"fips\": \"a:b:%s\"}",
            "{\"%s\": \"fips\"}",
            "{\"%s\": {\"%s\": {\"%s\": \"x\"}}}",
            "{\"%s\": 1}",
            "{\"%s\": \"%s\", \"%s\": \"%s\"}",
            "{\"fips\": \"%s\"",
            "{\"fips\": %s}",
            "[{\"type\": \"%s\", \"token\": \"%s\"}]",
            "[{\"type\": \"fips\", \"token\": \"%s\"}, {\"type\": \"fips\", \"token\": \"%s2\"}]",
            "[\"%s\"]",
            "\"%s\"",
            "%s",
            "%s:",
            "%s: %s",
            "fips: %s x",
            "fips: %s\nfips: %s2",
            "fips:\n%s\n%s",
            "token %s")) {
      Path file = Files.writeString(directory.resolve("tokens"), text.replace("%s", MARKER));
      hear(() -> ProTokens.read(file));
      hear(() -> SecretFile.exposure(file));
    }
    hear(() -> TokenFormat.parse(MARKER + " " + MARKER, "x"));
    assertSilent();
  }

  @Test
  void authFile_itAloneHoldsTheToken() throws Exception {
    Path path = directory.resolve("91ubuntu-pro");
    AptAuthFile file = new AptAuthFile(path);
    AuthEntry entry =
        new AuthEntry(
            ArchiveUrl.parse("https://esm.ubuntu.com/infra/ubuntu"),
            TokenFormat.credentials(Secret.of(MARKER)));
    said.add(entry.toString());
    said.add(
        new Attachment(
                Contract.parse(Documents.CONTRACT),
                ProTokens.NONE,
                Secret.of(MARKER),
                "id",
                Optional.empty(),
                Secret.of(MARKER))
            .toString());
    hear(() -> file.update(List.of(entry), List.of()));
    hear(() -> file.update(List.of(entry, entry), List.of()));
    assertThat(Files.readString(path)).contains(MARKER);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }

    for (String line :
        List.of(
            "machine https://bearer:%s@h/ login bearer password %s",
            "machine h/ login bearer password %s@",
            "machine h/ login bearer %s",
            "machine h/ %s %s",
            "%s",
            "machine %s",
            "machine esm.ubuntu.com/infra/ubuntu/ login bearer password other%s")) {
      Files.writeString(path, (line + "\n" + line).replace("%s", MARKER + "#"));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
      hear(() -> file.update(List.of(entry), List.of()));
      Files.writeString(path, (line + "\n" + line).replace("%s", MARKER));
      hear(() -> file.update(List.of(entry), List.of()));
    }
    assertSilent();
  }
}
