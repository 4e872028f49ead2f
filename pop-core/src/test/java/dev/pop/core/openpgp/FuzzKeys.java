package dev.pop.core.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;

/** One key, and one message that it signed. */
final class FuzzKeys {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private FuzzKeys() {}

  /** The bytes of a seed of {@link InReleaseFuzzTest}. */
  static byte[] message() {
    return resource("InReleaseFuzzTestInputs/verify_anyText_trustsNoOther/ed25519");
  }

  /** The keyring that belongs to the message. */
  static byte[] keyring() {
    return resource("KeyringFuzzTestInputs/of_anyBytes_readOrRefused/binary.gpg");
  }

  static ReleaseVerifier verifier(TrustedKeys keys) {
    return new ReleaseVerifier(keys, SignedBy.ANY, CLOCK);
  }

  private static byte[] resource(String name) {
    try (InputStream in = FuzzKeys.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
