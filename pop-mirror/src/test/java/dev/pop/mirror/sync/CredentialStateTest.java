package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.mirror.repository.Archive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialStateTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir private Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = directory.resolve("credentials");
  }

  private static Archive archive(String url) throws Exception {
    return Archive.at("mirrors/esm", ArchiveUrl.parse(url));
  }

  @Test
  void answer_isKeptWhenTheAddressChanges() throws Exception {
    CredentialState state = CredentialState.read(file);
    state.put(archive("http://u:p@esm.example/u"), new CredentialState.Answer(NOW, "403"));
    state.write(file);

    assertThat(CredentialState.read(file).problem(archive("https://u:p@esm.example/u")))
        .hasValueSatisfying(
            problem -> assertThat(problem.text()).contains("refused on " + NOW + ": 403"));
    assertThat(file).hasContent("mirrors/esm\t" + NOW + "\t403\n");
  }

  @Test
  void answerUnderTheUrl_asEarlierVersionsWroteIt_isFoundAndReplaced() throws Exception {
    Files.writeString(file, "http://esm.example/u\t" + NOW + "\t403\n");
    Archive archive = archive("https://u:p@esm.example/u");
    CredentialState state = CredentialState.read(file);

    assertThat(state.answer(archive)).contains(new CredentialState.Answer(NOW, "403"));
    state.put(archive, new CredentialState.Answer(NOW, ""));
    state.write(file);
    assertThat(file).hasContent("mirrors/esm\t" + NOW + "\t\n");
  }
}
