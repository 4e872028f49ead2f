package dev.pop.core.openpgp;

import dev.pop.core.Internal;
import java.time.Instant;
import java.util.Optional;

/**
 * A signature that holds, by a key that is trusted.
 *
 * @param key fingerprint of the key that made it, in upper-case hexadecimal digits
 * @param primary fingerprint of the primary key; {@code key} itself unless that is a subkey
 * @param userId the first user id of the key; text from the keyring, with control characters
 *     replaced
 * @param digest as in {@code SHA512}
 * @param created when it was made, as it says itself
 * @param keyExpires when the key, or its primary key, ends; empty if it does not
 */
@Internal
public record GoodSignature(
    String key,
    String primary,
    String userId,
    String digest,
    Instant created,
    Optional<Instant> keyExpires) {

  /** One line. */
  @Override
  public String toString() {
    return "good signature of " + created + " by key " + key + " (" + userId + ")";
  }
}
