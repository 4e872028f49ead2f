package dev.pop.core.openpgp;

import dev.pop.core.Internal;

/**
 * A signature that does not count.
 *
 * @param key fingerprint of the key that made it where that key is known, else the key id or
 *     fingerprint that the signature names, in upper-case hexadecimal digits; empty if it names
 *     none
 * @param reason what is wrong
 * @param detail the same in words
 */
@Internal
public record BadSignature(String key, Reason reason, String detail) {

  /** Why a signature does not count. */
  public enum Reason {
    /** No keyring has the key. */
    NO_KEY,
    /** The key is in a keyring, but {@code Signed-By} names others. */
    NOT_ALLOWED,
    /** It is not a signature of this text, or not of this key. */
    BAD_SIGNATURE,
    /** It has a critical part that is not understood. */
    UNKNOWN_CRITICAL,
    /** The key, or the primary key of it, has expired. */
    EXPIRED_KEY,
    /** The key, or the primary key of it, is revoked. */
    REVOKED_KEY,
    /** No valid self-signature says that the key belongs to the primary key or to a user. */
    UNBOUND_KEY,
    /** The key may not sign, or it does not confirm that it belongs to its primary key. */
    NOT_SIGNING_CAPABLE,
    /** RSA below 2048 bits, DSA, or an elliptic curve below 256 bits. */
    WEAK_KEY,
    /** MD5, SHA-1 or RIPEMD-160. */
    WEAK_DIGEST,
    /** The signature has expired. */
    EXPIRED_SIGNATURE,
    /** It is dated in the future, or before its key was made. */
    WRONG_TIME,
    /** Its version, digest or algorithm is none that apt's gpgv and this program both know. */
    UNSUPPORTED,
    /** It cannot be read. */
    MALFORMED;

    /** Whether it spoils the file, whatever other signatures there are. So it is for apt. */
    boolean isFatal() {
      return this == BAD_SIGNATURE || this == UNKNOWN_CRITICAL;
    }
  }

  /** One line that names key and reason. */
  @Override
  public String toString() {
    return (key.isEmpty() ? "signature that names no key: " : "signature by key " + key + ": ")
        + detail;
  }
}
