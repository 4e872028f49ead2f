package dev.pop.mirror.sample;

import dev.pop.core.openpgp.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The archive of the demonstration: one signed suite with two components, two architectures,
 * sources and a handful of packages that {@code dpkg} can install.
 */
public final class SampleArchive {
  /** The one suite. */
  public static final String SUITE = "demo";

  private SampleArchive() {}

  /**
   * Writes the archive.
   *
   * @param root an empty directory
   * @param now the date of its {@code Release}
   * @return the binary keyring that verifies it
   * @throws IOException if {@code root} cannot be written
   */
  public static byte[] write(Path root, Instant now) throws IOException {
    SigningKey key = SigningKey.generate("PoP sample archive <sample@example.invalid>", now);
    ArchiveBuilder archive = ArchiveBuilder.at(root).signedBy(key).date(now).label("PoP sample");
    SuiteBuilder suite =
        archive.suite(SUITE).components("main", "universe").architectures("amd64", "arm64");
    for (String architecture : new String[] {"amd64", "arm64"}) {
      suite.add("main", hello(architecture));
      suite.add("universe", tools(architecture));
    }
    suite.add("main", data());
    suite.add(
        "main",
        SourcePackage.named("sample-hello", "1.0-1")
            .binaries("sample-hello", "sample-data")
            .file("hello.sh", "#!/bin/sh\necho hello\n")
            .build());
    archive.write();
    return key.publicKeyring();
  }

  private static DebFile hello(String architecture) {
    return DebFile.named("sample-hello", "1.0-1")
        .architecture(architecture)
        .depends("sample-data")
        .description("says hello\n The smallest package of the sample archive.")
        .file("usr/share/sample-hello/greeting", "hello from " + architecture + "\n")
        .build();
  }

  private static DebFile data() {
    return DebFile.named("sample-data", "1.0-1")
        .architecture("all")
        .source("sample-hello")
        .description("what sample-hello needs\n The same for every architecture.")
        .file("usr/share/sample-data/words", "hello\nworld\n")
        .build();
  }

  private static DebFile tools(String architecture) {
    return DebFile.named("sample-tools", "2.1-3")
        .architecture(architecture)
        .description("stands for everything in universe")
        .file("usr/share/sample-tools/notes", "tools for " + architecture + "\n")
        .build();
  }
}
