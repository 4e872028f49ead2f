package dev.pop.core.openpgp;

import com.google.common.collect.Streams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.NotationData;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.PGPContentVerifierBuilderProvider;

/**
 * What a primary key says of itself and of its subkeys. As for gpgv, a self-signature may be made
 * with SHA-1, and its own date does not matter; the newest one holds that has not expired. Verified
 * once; what holds at a time is asked later.
 */
final class SelfSignatures {
  static final PGPContentVerifierBuilderProvider VERIFIERS = new Verifiers();

  /** What gpgv understands. */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          SignatureSubpacketTags.CREATION_TIME,
          SignatureSubpacketTags.EXPIRE_TIME,
          SignatureSubpacketTags.EXPORTABLE,
          SignatureSubpacketTags.TRUST_SIG,
          SignatureSubpacketTags.REG_EXP,
          SignatureSubpacketTags.REVOCABLE,
          SignatureSubpacketTags.KEY_EXPIRE_TIME,
          SignatureSubpacketTags.PREFERRED_SYM_ALGS,
          SignatureSubpacketTags.REVOCATION_KEY,
          SignatureSubpacketTags.ISSUER_KEY_ID,
          SignatureSubpacketTags.PREFERRED_HASH_ALGS,
          SignatureSubpacketTags.PREFERRED_COMP_ALGS,
          SignatureSubpacketTags.KEY_SERVER_PREFS,
          SignatureSubpacketTags.PREFERRED_KEY_SERV,
          SignatureSubpacketTags.PRIMARY_USER_ID,
          SignatureSubpacketTags.POLICY_URL,
          SignatureSubpacketTags.KEY_FLAGS,
          SignatureSubpacketTags.SIGNER_USER_ID,
          SignatureSubpacketTags.REVOCATION_REASON,
          SignatureSubpacketTags.FEATURES,
          SignatureSubpacketTags.EMBEDDED_SIGNATURE,
          SignatureSubpacketTags.ISSUER_FINGERPRINT);

  /** Hexadecimal digits before the fingerprint in a revoker: its class and algorithm. */
  private static final int REVOKER_HEADER = 4;

  private static final String KNOWN_NOTATION = "preferred-email-encoding@pgp.com";

  private final PGPPublicKey primary;
  private final boolean revoked;
  private final List<PGPSignature> direct;
  private final List<List<PGPSignature>> ofUserIds;

  /**
   * Verifies what {@code primary} says of itself.
   *
   * @param trusted the trusted keys with a key id: one of them may be a revoker that the key names
   */
  SelfSignatures(PGPPublicKey primary, LongFunction<List<PGPPublicKey>> trusted) {
    this.primary = primary;
    this.direct = ofType(primary, PGPSignature.DIRECT_KEY).filter(this::isOverPrimary).toList();
    this.revoked =
        ofType(primary, PGPSignature.KEY_REVOCATION)
            .anyMatch(s -> isOverPrimary(s) || isByRevoker(s, trusted));
    List<List<PGPSignature>> all = new ArrayList<>();
    for (Iterator<byte[]> ids = primary.getRawUserIDs(); ids.hasNext(); ) {
      byte[] id = ids.next();
      all.add(
          usable(primary.getSignaturesForID(id))
              .filter(
                  signature ->
                      signature.isCertification()
                          || signature.getSignatureType() == PGPSignature.CERTIFICATION_REVOCATION)
              .filter(s -> holds(s, () -> s.verifyCertification(id, primary)))
              .toList());
    }
    this.ofUserIds = List.copyOf(all);
  }

  /** Whether a signature has a critical part that is not understood. */
  static boolean hasUnknownCritical(PGPSignature signature) {
    return Stream.of(signature.getHashedSubPackets(), signature.getUnhashedSubPackets())
        .flatMap(part -> Stream.of(part.toArray()))
        .filter(SignatureSubpacket::isCritical)
        .anyMatch(
            packet ->
                packet instanceof NotationData notation
                    ? !notation.getNotationName().equals(KNOWN_NOTATION)
                    : !UNDERSTOOD.contains(packet.getType()));
  }

  /** Whether the primary key is revoked; a revocation is for good, whatever came after it. */
  boolean isRevoked() {
    return revoked;
  }

  /**
   * The signatures that count at a time, the weightiest first: the newest one over the key alone,
   * then the newest one of each user id that is not revoked, from the newest to the oldest.
   */
  List<PGPSignature> at(Instant now) {
    return Stream.concat(
            newest(direct, now).stream(),
            ofUserIds.stream()
                .flatMap(signatures -> newest(signatures, now).stream())
                .filter(PGPSignature::isCertification)
                .sorted(Comparator.comparing(SelfSignatures::created).reversed()))
        .toList();
  }

  /** Whether a subkey is revoked. */
  boolean isRevoked(PGPPublicKey subkey) {
    return ofType(subkey, PGPSignature.SUBKEY_REVOCATION).anyMatch(s -> isOver(subkey, s));
  }

  /** The signatures that bind a subkey to the primary key. */
  List<PGPSignature> bindings(PGPPublicKey subkey) {
    return ofType(subkey, PGPSignature.SUBKEY_BINDING).filter(s -> isOver(subkey, s)).toList();
  }

  /**
   * The newest of some signatures that has not expired; of equals, the later one in the keyring.
   */
  static Optional<PGPSignature> newest(List<PGPSignature> signatures, Instant now) {
    return signatures.stream()
        .filter(signature -> !hasExpired(signature, now))
        .reduce((one, other) -> created(other).isBefore(created(one)) ? one : other);
  }

  /** Whether a binding has the subkey's own signature that it wants to be bound. */
  boolean isConfirmed(PGPSignature binding, PGPPublicKey subkey) {
    return Stream.of(binding.getHashedSubPackets(), binding.getUnhashedSubPackets())
        .flatMap(
            part -> {
              try {
                List<PGPSignature> embedded = new ArrayList<>();
                part.getEmbeddedSignatures().forEach(embedded::add);
                return embedded.stream();
              } catch (PGPException | RuntimeException e) {
                return Stream.empty(); // damaged, and so none
              }
            })
        .filter(signature -> signature.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING)
        .filter(SelfSignatures::isUsable)
        .anyMatch(
            signature ->
                holds(subkey, signature, () -> signature.verifyCertification(primary, subkey)));
  }

  private static Stream<PGPSignature> ofType(PGPPublicKey key, int type) {
    return usable(key.getKeySignatures()).filter(s -> s.getSignatureType() == type);
  }

  private static Stream<PGPSignature> usable(Iterator<PGPSignature> signatures) {
    return Streams.stream(signatures).filter(SelfSignatures::isUsable);
  }

  private static boolean isUsable(PGPSignature signature) {
    return signature.hasSubpackets()
        && signature.getHashAlgorithm() != HashAlgorithmTags.MD5
        && !hasUnknownCritical(signature);
  }

  private static boolean hasExpired(PGPSignature signature, Instant now) {
    long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
    return seconds != 0 && !now.isBefore(created(signature).plusSeconds(seconds));
  }

  private static Instant created(PGPSignature signature) {
    return signature.getCreationTime().toInstant();
  }

  private boolean isOverPrimary(PGPSignature signature) {
    return holds(signature, () -> signature.verifyCertification(primary));
  }

  private boolean isByRevoker(PGPSignature revocation, LongFunction<List<PGPPublicKey>> trusted) {
    List<String> revokers =
        direct.stream()
            .map(PGPSignature::getHashedSubPackets)
            .flatMap(part -> Stream.of(part.getSubpackets(SignatureSubpacketTags.REVOCATION_KEY)))
            .map(revoker -> KeyFinder.hex(revoker.getData()).substring(REVOKER_HEADER))
            .toList();
    return !revokers.isEmpty()
        && trusted.apply(revocation.getKeyID()).stream()
            .filter(key -> revokers.contains(KeyFinder.hex(key.getFingerprint())))
            .anyMatch(key -> holds(key, revocation, () -> revocation.verifyCertification(primary)));
  }

  private boolean isOver(PGPPublicKey subkey, PGPSignature signature) {
    return holds(signature, () -> signature.verifyCertification(primary, subkey));
  }

  private boolean holds(PGPSignature signature, Check check) {
    return (signature.getKeyID() == primary.getKeyID() || signature.getKeyID() == 0)
        && holds(primary, signature, check);
  }

  private static boolean holds(PGPPublicKey maker, PGPSignature signature, Check check) {
    try {
      if (signature.getKeyAlgorithm() != maker.getAlgorithm()) {
        return false;
      }
      signature.init(VERIFIERS, maker);
      return check.verify();
    } catch (PGPException | RuntimeException e) {
      return false; // damaged, and so it says nothing
    }
  }

  /** The last step of a verification. */
  private interface Check {
    boolean verify() throws PGPException;
  }
}
