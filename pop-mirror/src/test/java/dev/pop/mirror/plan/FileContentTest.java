package dev.pop.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.plan.FileContent.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {
  @TempDir Path directory;
  private Path file;
  private FileContent content;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("file"), "text");
    content = new FileContent(4, Checksum.ofFile(HashAlgorithm.SHA256, file));
  }

  @Test
  void compareWith_theSameBytes_isSame() throws IOException {
    assertThat(content.compareWith(file)).isEqualTo(Match.SAME);
    assertThat(content.isIn(file)).isTrue();
  }

  @Test
  void compareWith_otherBytesOfTheSize_tellsSo() throws IOException {
    Files.writeString(file, "TEXT");

    assertThat(content.compareWith(file)).isEqualTo(Match.OTHER_BYTES);
    assertThat(content.isIn(file)).isFalse();
    assertThat(FileContent.compareSize(file, 4)).isEqualTo(Match.SAME);
  }

  @Test
  void compareWith_otherSize_tellsSo() throws IOException {
    Files.writeString(file, "texts");

    assertThat(content.compareWith(file)).isEqualTo(Match.OTHER_SIZE);
  }

  @Test
  void compareWith_noRegularFile_isAbsent() throws IOException {
    assertThat(content.compareWith(directory.resolve("other"))).isEqualTo(Match.ABSENT);
    assertThat(content.compareWith(directory)).isEqualTo(Match.ABSENT);
    assertThat(content.compareWith(file.resolve("inside"))).isEqualTo(Match.ABSENT);
  }

  @Test
  void compareWith_linkThatIsNotFollowed_isAbsent() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    assertThat(content.compareWith(link)).isEqualTo(Match.SAME);
    assertThat(content.compareWith(link, LinkOption.NOFOLLOW_LINKS)).isEqualTo(Match.ABSENT);
  }
}
