package dev.pop.core.openpgp;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.Internal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * An OpenPGP key that signs archives: {@code InRelease}, {@code Release.gpg} and the keyring that
 * apt's {@code signed-by} names. It lives in memory only.
 *
 * <p>The key is an Ed25519 one of version 4 under the legacy EdDSA algorithm number 22, because
 * that is what gpgv 2.2 of Debian 12 and Ubuntu 22.04 reads; it does not expire. Immutable, safe
 * for several threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9580">RFC 9580, OpenPGP</a>
 */
@Internal
public final class SigningKey {
  private final PGPKeyPair pair;
  private final PGPPublicKey certified;
  private final Instant created;

  private SigningKey(PGPKeyPair pair, PGPPublicKey certified, Instant created) {
    this.pair = pair;
    this.certified = certified;
    this.created = created;
  }

  /**
   * A new key pair with one user id.
   *
   * @param userId as in {@code Some Archive <archive@example.com>}
   * @param created the key's birth, cut to whole seconds; no signature of it may be older
   */
  public static SigningKey generate(String userId, Instant created) {
    checkArgument(!userId.isBlank(), "user id is blank");
    Instant birth = created.truncatedTo(ChronoUnit.SECONDS);
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    try {
      PGPKeyPair pair =
          new BcPGPKeyPair(
              PublicKeyPacket.VERSION_4,
              PublicKeyAlgorithmTags.EDDSA_LEGACY,
              generator.generateKeyPair(),
              Date.from(birth));
      return new SigningKey(pair, certify(pair, userId, birth), birth);
    } catch (PGPException e) {
      throw new IllegalStateException("cannot make an Ed25519 key", e);
    }
  }

  private static PGPPublicKey certify(PGPKeyPair pair, String userId, Instant when)
      throws PGPException {
    PGPSignatureSubpacketGenerator facts = facts(pair.getPublicKey(), when);
    facts.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
    facts.setPrimaryUserID(false, true);
    facts.setPreferredHashAlgorithms(
        false, new int[] {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA256});
    PGPSignatureGenerator generator = signer(pair, PGPSignature.POSITIVE_CERTIFICATION, facts);
    PGPSignature self = generator.generateCertification(userId, pair.getPublicKey());
    return PGPPublicKey.addCertification(pair.getPublicKey(), userId, self);
  }

  /** The public key as a binary keyring, as in {@code /usr/share/keyrings/NAME.gpg}. */
  public byte[] publicKeyring() {
    try {
      return certified.getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public key in ASCII armour, as in {@code /usr/share/keyrings/NAME.asc}. */
  public String armoredPublicKey() {
    return armor(publicKeyring());
  }

  /** The fingerprint: 40 upper-case hexadecimal digits. */
  public String fingerprint() {
    return HexFormat.of().withUpperCase().formatHex(certified.getFingerprint());
  }

  /**
   * Signs a text in the open, as {@code InRelease} is (RFC 9580, section 7, with SHA-512).
   *
   * @param text lines that each end with a line feed; blanks at their ends are kept, though the
   *     format does not sign them
   * @param when the signature's date, in whole seconds
   * @throws IllegalArgumentException if the text does not end with a line feed or holds a carriage
   *     return, or if {@code when} is before the key's birth
   */
  public String clearSign(String text, Instant when) {
    checkArgument(text.endsWith("\n"), "the text to sign does not end with a line feed");
    checkArgument(text.indexOf('\r') < 0, "the text to sign holds a carriage return");
    StringBuilder message = new StringBuilder("-----BEGIN PGP SIGNED MESSAGE-----\n");
    message.append("Hash: SHA512\n\n");
    StringJoiner canonical = new StringJoiner("\r\n");
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      message.append(line.startsWith("-") ? "- " : "").append(line).append('\n');
      canonical.add(withoutTrailingBlanks(line));
    }
    byte[] signed = canonical.toString().getBytes(StandardCharsets.UTF_8);
    return message.append(sign(signed, PGPSignature.CANONICAL_TEXT_DOCUMENT, when)).toString();
  }

  /**
   * Signs bytes apart from them: an ASCII-armoured signature, as in {@code Release.gpg}.
   *
   * @param when the signature's date, in whole seconds
   * @throws IllegalArgumentException if {@code when} is before the key's birth
   */
  public String detachSign(byte[] data, Instant when) {
    return sign(data, PGPSignature.BINARY_DOCUMENT, when);
  }

  private String sign(byte[] data, int type, Instant when) {
    checkArgument(!when.isBefore(created), "signature of %s is older than its key", when);
    try {
      PGPSignatureGenerator generator = signer(pair, type, facts(pair.getPublicKey(), when));
      generator.update(data);
      return armor(generator.generate().getEncoded());
    } catch (PGPException | IOException e) {
      throw new IllegalStateException("cannot sign in memory", e);
    }
  }

  private static PGPSignatureGenerator signer(
      PGPKeyPair pair, int type, PGPSignatureSubpacketGenerator facts) throws PGPException {
    PGPPublicKey key = pair.getPublicKey();
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(key.getAlgorithm(), HashAlgorithmTags.SHA512), key);
    generator.init(type, pair.getPrivateKey());
    generator.setHashedSubpackets(facts.generate());
    return generator;
  }

  /** What every signature says of itself: its date and who made it. */
  private static PGPSignatureSubpacketGenerator facts(PGPPublicKey key, Instant when) {
    PGPSignatureSubpacketGenerator facts = new PGPSignatureSubpacketGenerator();
    facts.setSignatureCreationTime(false, Date.from(when.truncatedTo(ChronoUnit.SECONDS)));
    facts.setIssuerFingerprint(false, key);
    facts.setIssuerKeyID(false, key.getKeyID());
    return facts;
  }

  private static String armor(byte[] packets) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (ArmoredOutputStream armor =
        ArmoredOutputStream.builder().clearHeaders().enableCRC(true).build(text)) {
      armor.write(packets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.US_ASCII).replace("\r\n", "\n");
  }

  private static String withoutTrailingBlanks(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      end--;
    }
    return line.substring(0, end);
  }
}
