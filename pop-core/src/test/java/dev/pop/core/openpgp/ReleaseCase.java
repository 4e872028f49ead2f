package dev.pop.core.openpgp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A signed release and the keys that are trusted for it.
 *
 * @param name of letters, digits and hyphens
 * @param release the {@code InRelease}, or the {@code Release} if there is a signature
 * @param signature the {@code Release.gpg}; both are bytes as characters
 * @param signedBy as in a source line
 * @param keyring the first keyring that {@code signedBy} names, or that is trusted anyway
 * @param expected {@code good}, the reason of the first signature that does not count, {@code file}
 *     if the file cannot be read, or {@code keyring} if that cannot be
 */
record ReleaseCase(
    String name,
    String release,
    Optional<String> signature,
    String signedBy,
    Path keyring,
    String expected) {

  /** Writes the repository, without indices. */
  Path publish(Path root) throws IOException {
    Path directory = Files.createDirectories(root.resolve(name));
    Files.write(directory.resolve(signature.isPresent() ? "Release" : "InRelease"), bytes(release));
    if (signature.isPresent()) {
      Files.write(directory.resolve("Release.gpg"), bytes(signature.get()));
    }
    return directory;
  }

  /** What the verifier makes of it, in the words of {@link #expected}. */
  String ours() throws IOException {
    SignedBy allowed = SignedBy.parse(signedBy);
    TrustedKeys keys;
    try {
      keys = TrustedKeys.load(allowed.keyrings().isEmpty() ? List.of(keyring) : allowed.keyrings());
    } catch (IOException e) {
      return "keyring";
    }
    ReleaseVerifier verifier = new ReleaseVerifier(keys, allowed, Clock.systemUTC());
    Verification verification;
    try {
      verification =
          signature.isPresent()
              ? verifier.verifyDetached(bytes(release), bytes(signature.get()))
              : verifier.verifyInline(bytes(release));
    } catch (IOException e) {
      return "file";
    }
    if (verification.isTrusted()) {
      return "good";
    }
    return verification.bad().stream()
        .max((a, b) -> Boolean.compare(a.reason().isFatal(), b.reason().isFatal()))
        .map(signature -> signature.reason().name())
        .orElse("none");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
