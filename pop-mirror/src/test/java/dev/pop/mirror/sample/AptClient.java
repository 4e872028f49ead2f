package dev.pop.mirror.sample;

import dev.pop.core.openpgp.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real apt with directories of its own, apart from the machine's. */
final class AptClient {
  private static final String CONFIGURATION =
      """
      Dir "%1$s";
      Dir::State::status "%1$s/status";
      APT::Architecture "amd64";
      APT::Architectures { "amd64"; };
      APT::Sandbox::User "root";
      Acquire::Languages { "en"; };
      Acquire::By-Hash "force";
      """;
  private static final String EXTRA_TARGET =
      """
      Acquire::IndexTargets::deb::%s {
        MetaKey "%s";
        flatMetaKey "none";
        ShortDescription "%1$s";
        Description "$(RELEASE) %1$s";
        Optional "false";
      };
      """;

  private final Path home;
  private final Tool tool;

  private AptClient(Path home) {
    this.home = home;
    this.tool = new Tool(home, Map.of("APT_CONFIG", home.resolve("apt.conf").toString()));
  }

  /** A client that trusts the key, with empty directories below {@code home}. */
  static AptClient at(Path home, SigningKey key) throws IOException {
    for (String directory :
        List.of(
            "etc/apt/apt.conf.d",
            "etc/apt/preferences.d",
            "etc/apt/sources.list.d",
            "etc/apt/trusted.gpg.d",
            "var/lib/apt/lists/partial",
            "var/cache/apt/archives/partial")) {
      Files.createDirectories(home.resolve(directory));
    }
    Files.createFile(home.resolve("status"));
    Files.write(home.resolve("keyring.gpg"), key.publicKeyring());
    Files.writeString(home.resolve("apt.conf"), CONFIGURATION.formatted(home));
    return new AptClient(home);
  }

  /** Wants one more index of every suite; an update without it fails. */
  AptClient alsoFetching(String name, String metaKey) throws IOException {
    Path file = home.resolve("apt.conf");
    Files.writeString(file, Files.readString(file) + EXTRA_TARGET.formatted(name, metaKey));
    return this;
  }

  /** Sets the source lines, for binary and source packages of each suite (with components). */
  AptClient sources(Path archive, String... suites) throws IOException {
    String lines =
        Arrays.stream(suites)
            .flatMap(
                suite ->
                    Stream.of("deb", "deb-src")
                        .map(
                            type ->
                                type
                                    + " [signed-by="
                                    + home
                                    + "/keyring.gpg] file:"
                                    + archive
                                    + " "
                                    + suite
                                    + "\n"))
            .collect(Collectors.joining());
    Files.writeString(home.resolve("etc/apt/sources.list"), lines);
    return this;
  }

  /** Runs apt-get, expects success without warnings and returns what it printed. */
  String get(String... arguments) throws IOException, InterruptedException {
    Tool.Result result = tryGet(arguments);
    if (result.exitCode() != 0 || result.output().contains("W:")) {
      throw new AssertionError("apt-get " + List.of(arguments) + ": " + result);
    }
    return result.output();
  }

  /** Runs apt-get, whatever comes of it. */
  Tool.Result tryGet(String... arguments) throws IOException, InterruptedException {
    return tool.run(Stream.concat(Stream.of("apt-get", "-q"), Stream.of(arguments)).toList());
  }

  /** What apt knows of a package after its update. */
  String show(String packageName) throws IOException, InterruptedException {
    return tool.succeeds("apt-cache", "show", packageName);
  }

  /** Where {@code download} and {@code source} put their files. */
  Path home() {
    return home;
  }
}
