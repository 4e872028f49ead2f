package dev.pop.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoErrorsTest {
  @Test
  void words_exceptionWithoutAReason_nameFileAndReason() {
    assertThat(IoErrors.describe(new AccessDeniedException("/a")))
        .isEqualTo("/a: permission denied");
    assertThat(IoErrors.describe(new NoSuchFileException("/a"))).isEqualTo("/a: does not exist");
    assertThat(IoErrors.describe(new FileAlreadyExistsException("/a"))).startsWith("/a: exists");
  }

  @Test
  void words_exceptionWithAReason_thatOne() {
    assertThat(IoErrors.describe(new FileSystemException("/a", null, "Read-only file system")))
        .isEqualTo("/a: Read-only file system");
    assertThat(IoErrors.describe(new IOException("of another kind"))).isEqualTo("of another kind");
    assertThat(IoErrors.reason(new AccessDeniedException("/a"))).isEqualTo("permission denied");
  }

  @Test
  void withRemedy_noPermission_saysWhoMay(@TempDir Path directory) throws Exception {
    for (String file : List.of("", "missing/file")) {
      String path = directory.resolve(file).toString();
      assertThat(IoErrors.withRemedy(new AccessDeniedException(path)))
          .isEqualTo(path + ": permission denied"); // of one's own there is nothing to tell
    }
    String me = System.getProperty("user.name");
    System.setProperty("user.name", "alice");
    try {
      String owner = Files.getOwner(directory).getName();
      assertThat(IoErrors.withRemedy(new AccessDeniedException(directory.toString())))
          .isEqualTo(
              "%s: permission denied; it belongs to %s: run this as %2$s, or as root: chown -R"
                      .formatted(directory, owner)
                  + " alice "
                  + directory);
    } finally {
      System.setProperty("user.name", me);
    }
    assertThat(IoErrors.withRemedy(new NoSuchFileException("/a"))).isEqualTo("/a: does not exist");
  }
}
