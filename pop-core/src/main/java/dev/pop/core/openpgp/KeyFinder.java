package dev.pop.core.openpgp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRing;

/** Reads the keys that may have made a signature, and no others. */
final class KeyFinder {
  private KeyFinder() {}

  static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  /**
   * The keys that have the fingerprint or the key id that a signature names. Copies of one key in
   * several keyrings are one: what any of them says, of a later expiry or of a revocation, holds.
   * gpgv takes the first copy alone.
   *
   * @param issuer fingerprint or key id, or empty
   * @throws PGPException if one of the keys cannot be read
   */
  static List<SigningKeyStatus> find(TrustedKeys keys, PGPSignature signature, String issuer)
      throws PGPException {
    boolean whole = issuer.length() > 16;
    long id = whole ? KeyBlock.keyId(HexFormat.of().parseHex(issuer)) : signature.getKeyID();
    List<SigningKeyStatus> known = keys.read().get(id);
    if (known == null) {
      known = read(keys, id);
      if (!known.isEmpty()) {
        keys.read().put(id, known);
      }
    }
    return known.stream().filter(key -> !whole || key.fingerprint().equals(issuer)).toList();
  }

  private static List<SigningKeyStatus> read(TrustedKeys keys, long id) throws PGPException {
    List<SigningKeyStatus> found = new ArrayList<>();
    for (PGPPublicKeyRing ring : rings(keys.withKeyId(id))) {
      for (PGPPublicKey key : ring) {
        if (key.getKeyID() == id) {
          found.add(
              new SigningKeyStatus(
                  ring.getPublicKey(), key, revoker -> primaryKeys(keys, revoker)));
        }
      }
    }
    return List.copyOf(found);
  }

  private static List<PGPPublicKey> primaryKeys(TrustedKeys keys, long id) {
    try {
      return rings(keys.withKeyId(id)).stream().map(PGPPublicKeyRing::getPublicKey).toList();
    } catch (PGPException e) {
      return List.of(); // a key that cannot be read revokes nothing
    }
  }

  private static Collection<PGPPublicKeyRing> rings(List<KeyBlock> blocks) throws PGPException {
    Map<String, PGPPublicKeyRing> rings = new LinkedHashMap<>();
    for (KeyBlock block : blocks) {
      PGPPublicKeyRing ring = read(block);
      PGPPublicKeyRing known = rings.get(block.fingerprint());
      rings.put(block.fingerprint(), known == null ? ring : PGPPublicKeyRing.join(known, ring));
    }
    return rings.values();
  }

  private static PGPPublicKeyRing read(KeyBlock block) throws PGPException {
    try {
      return new BcPGPPublicKeyRing(block.packets());
    } catch (IOException | RuntimeException e) {
      throw new PGPException("key " + block.fingerprint() + " cannot be read: " + e.getMessage());
    }
  }
}
