package dev.pop.core.openpgp;

import com.google.common.base.CharMatcher;
import dev.pop.core.openpgp.BadSignature.Reason;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;

/**
 * Whether a key may sign, as its self-signatures and its strength have it. Made once per key and
 * asked at any time; safe for several threads.
 */
final class SigningKeyStatus {
  /** No key is made with it any more, but gpgv knows it. */
  static final int RSA_SIGN_ONLY = 3;

  private static final int MIN_RSA_BITS = 2048;
  private static final int MIN_CURVE_BITS = 256;

  private final PGPPublicKey primary;
  private final PGPPublicKey key;
  private final SelfSignatures self;
  private final boolean revoked;
  private final List<PGPSignature> bindings;
  private final Set<PGPSignature> confirmed;

  /**
   * @param key the primary key or one of its subkeys
   * @param trusted as for {@link SelfSignatures}
   */
  SigningKeyStatus(
      PGPPublicKey primary, PGPPublicKey key, LongFunction<List<PGPPublicKey>> trusted) {
    this.primary = primary;
    this.key = key;
    this.self = new SelfSignatures(primary, trusted);
    this.revoked = !key.isMasterKey() && self.isRevoked(key);
    this.bindings = key.isMasterKey() ? List.of() : self.bindings(key);
    this.confirmed =
        bindings.stream().filter(b -> self.isConfirmed(b, key)).collect(Collectors.toSet());
  }

  PGPPublicKey key() {
    return key;
  }

  String fingerprint() {
    return KeyFinder.hex(key.getFingerprint());
  }

  String primary() {
    return KeyFinder.hex(primary.getFingerprint());
  }

  Instant created() {
    return key.getCreationTime().toInstant();
  }

  String userId() {
    Iterator<String> ids = primary.getUserIDs();
    return ids.hasNext() ? CharMatcher.javaIsoControl().replaceFrom(ids.next(), '?') : "";
  }

  /** Refuses a key that never may have signed: there is no use in looking at its signature. */
  void requireAble(Instant now) throws SignatureRejection {
    if (self.at(now).isEmpty()) {
      throw new SignatureRejection(Reason.UNBOUND_KEY, "the key has no valid self-signature");
    }
    Optional<PGPSignature> binding = binding(now);
    if (!key.isMasterKey() && binding.isEmpty()) {
      throw new SignatureRejection(
          Reason.UNBOUND_KEY, "no valid signature binds the key to its primary key");
    }
    if (!isSigner(now)) {
      throw new SignatureRejection(Reason.NOT_SIGNING_CAPABLE, "the key is not for signing");
    }
    if (binding.isPresent() && !confirmed.contains(binding.get())) {
      throw new SignatureRejection(
          Reason.NOT_SIGNING_CAPABLE,
          "the key does not confirm that it belongs to its primary key");
    }
  }

  /** Refuses a key that is revoked, has expired, or is weak. */
  void requireSound(Instant now) throws SignatureRejection {
    if (self.isRevoked() || revoked) {
      throw new SignatureRejection(Reason.REVOKED_KEY, "the key is revoked");
    }
    Optional<Instant> end = expires(now);
    if (end.isPresent() && !now.isBefore(end.get())) {
      throw new SignatureRejection(Reason.EXPIRED_KEY, "the key expired on " + end.get());
    }
    requireStrong();
  }

  /** When the key, or its primary key, ends, as far as it is known at {@code now}. */
  Optional<Instant> expires(Instant now) {
    return Stream.of(
            end(primary, self.at(now)), end(key, binding(now).map(List::of).orElse(List.of())))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private void requireStrong() throws SignatureRejection {
    int bits = key.getBitStrength();
    switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL, RSA_SIGN_ONLY -> {
        if (bits < MIN_RSA_BITS) {
          throw new SignatureRejection(
              Reason.WEAK_KEY, "the key is an RSA one of only " + bits + " bits");
        }
      }
      case PublicKeyAlgorithmTags.DSA ->
          throw new SignatureRejection(Reason.WEAK_KEY, "the key is a DSA one, which is too weak");
      default -> {
        if (bits < MIN_CURVE_BITS) {
          throw new SignatureRejection(
              Reason.WEAK_KEY, "the key is on a curve of only " + bits + " bits");
        }
      }
    }
  }

  private Optional<PGPSignature> binding(Instant now) {
    return SelfSignatures.newest(bindings, now);
  }

  private boolean isSigner(Instant now) {
    return switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL,
          RSA_SIGN_ONLY,
          PublicKeyAlgorithmTags.DSA,
          PublicKeyAlgorithmTags.ECDSA,
          PublicKeyAlgorithmTags.EDDSA_LEGACY,
          PublicKeyAlgorithmTags.Ed25519 ->
          (key.isMasterKey() ? self.at(now).stream() : binding(now).stream())
              .map(PGPSignature::getHashedSubPackets)
              .filter(facts -> facts.hasSubpacket(SignatureSubpacketTags.KEY_FLAGS))
              .findFirst()
              .map(facts -> (facts.getKeyFlags() & KeyFlags.SIGN_DATA) != 0)
              .orElse(true);
      default -> false;
    };
  }

  /** As gpgv, the first that says an end has it, though a newer one may say that there is none. */
  private static Optional<Instant> end(PGPPublicKey key, List<PGPSignature> selfSignatures) {
    return selfSignatures.stream()
        .map(signature -> signature.getHashedSubPackets().getKeyExpirationTime())
        .filter(seconds -> seconds != 0)
        .findFirst()
        .map(seconds -> key.getCreationTime().toInstant().plusSeconds(seconds));
  }
}
