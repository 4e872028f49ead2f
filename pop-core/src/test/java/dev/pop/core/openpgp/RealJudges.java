package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the real gpgv and the real apt make of releases. */
final class RealJudges {
  private static final Pattern STORED = Pattern.compile("_cases_([^_]+)_\\._(?:InRelease|Release)");
  private static final String CONFIGURATION =
      """
      Dir "%1$s";
      Dir::State::status "%1$s/status";
      APT::Architecture "amd64";
      APT::Architectures { "amd64"; };
      APT::Sandbox::User "root";
      Acquire::Languages { "none"; };
      """;

  private final Path home;

  RealJudges(Path home) throws IOException {
    this.home = home;
    for (String directory :
        List.of(
            "etc/apt/apt.conf.d",
            "etc/apt/trusted.gpg.d",
            "etc/apt/preferences.d",
            "etc/apt/sources.list.d",
            "var/lib/apt/lists/partial",
            "var/cache/apt/archives/partial")) {
      Files.createDirectories(home.resolve(directory));
    }
    Files.createFile(home.resolve("status"));
    Files.writeString(home.resolve("apt.conf"), CONFIGURATION.formatted(home));
  }

  /** Whether gpgv finds a good signature and no bad one, in the file as it is. */
  boolean gpgv(ReleaseCase release) throws Exception {
    Path directory = release.publish(home.resolve("gpgv"));
    List<String> command =
        new ArrayList<>(List.of("gpgv", "--ignore-time-conflict", "--status-fd", "1"));
    for (Path keyring : SignedBy.parse(release.signedBy()).keyrings()) {
      command.addAll(List.of("--keyring", keyring.toString()));
    }
    command.addAll(
        release.signature().isPresent() ? List.of("Release.gpg", "Release") : List.of("InRelease"));
    String status = run(directory, command);
    return status.contains("[GNUPG:] GOODSIG ") && !status.contains("[GNUPG:] BADSIG ");
  }

  /** The names of the releases that {@code apt-get update} takes. */
  Set<String> apt(List<ReleaseCase> releases) throws Exception {
    Path cases = home.resolve("cases");
    List<String> lines = new ArrayList<>();
    for (ReleaseCase release : releases) {
      Path directory = release.publish(cases);
      Files.createFile(directory.resolve("Packages"));
      lines.add("deb [signed-by=" + release.signedBy() + "] file:" + directory + "/ ./");
    }
    Files.write(home.resolve("etc/apt/sources.list"), lines);
    run(home, List.of("apt-get", "update"));
    Set<String> names = new HashSet<>();
    try (Stream<Path> lists = Files.list(home.resolve("var/lib/apt/lists"))) {
      lists.forEach(
          file -> {
            Matcher name = STORED.matcher(file.getFileName().toString());
            if (name.find()) {
              names.add(name.group(1));
            }
          });
    }
    return names;
  }

  private String run(Path directory, List<String> command) throws Exception {
    Path output = Files.createTempFile(home, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("APT_CONFIG", home.resolve("apt.conf").toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
  }
}
