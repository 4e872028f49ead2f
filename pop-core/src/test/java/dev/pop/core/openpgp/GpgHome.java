package dev.pop.core.openpgp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real gpg with keys of its own. Stopping it ends its agent. */
final class GpgHome {
  private final Path directory;
  private final Map<String, String> fingerprints = new HashMap<>();
  private int files;

  GpgHome(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * A new key.
   *
   * @param name its user id
   * @param algorithm as gpg names it
   * @param usage {@code sign} or {@code cert}
   * @param expiry {@code never}, {@code 1d}
   */
  void generate(String name, String algorithm, String usage, String expiry, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--quick-generate-key", name, algorithm, usage, expiry));
    gpg(arguments.toArray(String[]::new));
    String listing = new String(gpg("--with-colons", "-k", "=" + name), UTF_8);
    fingerprints.put(name, colons(listing, "fpr", 0));
  }

  /** Adds a signing subkey, which goes by a name of its own from now on. */
  void addSubkey(String name, String subkey, String algorithm, String expiry, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--quick-add-key", fingerprint(name), algorithm, "sign", expiry));
    gpg(arguments.toArray(String[]::new));
    String listing = new String(gpg("--with-colons", "-k", "=" + name), UTF_8);
    int prints = (int) listing.lines().filter(line -> line.startsWith("fpr:")).count();
    fingerprints.put(subkey, colons(listing, "fpr", prints - 1));
  }

  String fingerprint(String name) {
    String fingerprint = fingerprints.get(name);
    assertThat(fingerprint).as("key %s", name).isNotNull();
    return fingerprint;
  }

  /** The public keys in one binary keyring. */
  byte[] export(String... names) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--export"));
    List.of(names).forEach(name -> arguments.add(fingerprint(name)));
    return gpg(arguments.toArray(String[]::new));
  }

  /** Signs apart from the text, in ASCII armor. */
  String detach(String text, String key, String... options) throws Exception {
    List<String> arguments = signing(key, options);
    arguments.addAll(List.of("--armor", "--detach-sign", write(text).toString()));
    return new String(gpg(arguments.toArray(String[]::new)), UTF_8);
  }

  /** Signs in the open. */
  String clearSign(String text, String key, String... options) throws Exception {
    List<String> arguments = signing(key, options);
    arguments.addAll(List.of("--clearsign", write(text).toString()));
    return new String(gpg(arguments.toArray(String[]::new)), UTF_8);
  }

  /** Answers the questions of {@code --edit-key}. */
  void edit(String key, String... answers) throws Exception {
    Path input = write(String.join("\n", answers) + "\n");
    run(List.of("--command-fd", "0", "--edit-key", fingerprint(key)), input);
  }

  /** Revokes a key with the certificate that gpg made beside it. */
  void revoke(String key) throws Exception {
    Path certificate = directory.resolve("openpgp-revocs.d/" + fingerprint(key) + ".rev");
    String armed = Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN");
    gpg("--import", write(armed).toString());
  }

  /** A file with the revocation that another key has the right to make. */
  Path designatedRevocation(String key) throws Exception {
    Path input = write("y\n0\n\ny\n");
    byte[] revocation =
        run(List.of("--no-batch", "--command-fd", "0", "--desig-revoke", fingerprint(key)), input);
    return write(new String(revocation, UTF_8));
  }

  byte[] gpg(String... arguments) throws Exception {
    return run(List.of(arguments), Path.of("/dev/null"));
  }

  void stop() throws Exception {
    Process process = process(List.of("gpgconf", "--kill", "gpg-agent")).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  private List<String> signing(String key, String... options) {
    // The mark behind it keeps gpg from choosing another subkey.
    List<String> arguments = new ArrayList<>(List.of("-u", fingerprint(key) + "!"));
    arguments.addAll(List.of(options));
    return arguments;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("file" + files++), text);
  }

  private byte[] run(List<String> arguments, Path input) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("gpg", "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback"));
    command.addAll(List.of("--passphrase", "", "--no-tty", "--output", "-"));
    command.addAll(arguments);
    Path output = directory.resolve("out" + files++);
    Path errors = directory.resolve("err" + files++);
    Process process =
        process(command)
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(errors)).isZero();
    return Files.readAllBytes(output);
  }

  private ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GNUPGHOME", directory.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder;
  }

  private static String colons(String listing, String record, int index) {
    return listing
        .lines()
        .filter(line -> line.startsWith(record + ":"))
        .skip(index)
        .findFirst()
        .map(line -> line.split(":", -1)[9])
        .orElseThrow();
  }
}
