package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Suite;
import java.util.List;

/** Short ways to what plans are made of. */
final class Samples {
  private Samples() {}

  /** The suites of a list of source lines. */
  static List<Suite> suites(String... lines) throws MirrorListException {
    return MirrorList.parse(String.join("\n", lines), "test").suites();
  }

  /** A {@code Release} with these fields, which lists these paths as files of one byte. */
  static ReleaseFile release(String fields, String... paths) throws FormatException {
    StringBuilder text = new StringBuilder(fields).append("SHA256:\n");
    for (String path : paths) {
      text.append(' ').append("0".repeat(64)).append(" 1 ").append(path).append('\n');
    }
    return ReleaseFile.parse(text.toString().getBytes(UTF_8));
  }

  static Checksum sha256(String text) {
    return Checksum.of(
        HashAlgorithm.SHA256, HashAlgorithm.SHA256.newDigest().digest(text.getBytes(UTF_8)));
  }
}
