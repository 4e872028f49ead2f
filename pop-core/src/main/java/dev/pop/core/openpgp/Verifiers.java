package dev.pop.core.openpgp;

import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.operator.PGPContentVerifierBuilder;
import org.bouncycastle.openpgp.operator.PGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentVerifierBuilderProvider;

/**
 * Does the arithmetic: that of RSA in the JDK (which has no RIPEMD-160), all other in the OpenPGP
 * library. The library tests each RSA modulus for being a plausible one before its first use, which
 * takes 0.3 s for one of 4096 bits; here the keys come from keyrings that are trusted.
 */
final class Verifiers implements PGPContentVerifierBuilderProvider {
  private final PGPContentVerifierBuilderProvider jdk = new JcaPGPContentVerifierBuilderProvider();
  private final PGPContentVerifierBuilderProvider library =
      new BcPGPContentVerifierBuilderProvider();

  @Override
  public PGPContentVerifierBuilder get(int keyAlgorithm, int hashAlgorithm) throws PGPException {
    boolean rsa =
        keyAlgorithm == PublicKeyAlgorithmTags.RSA_GENERAL
            || keyAlgorithm == SigningKeyStatus.RSA_SIGN_ONLY;
    return (rsa && hashAlgorithm != HashAlgorithmTags.RIPEMD160 ? jdk : library)
        .get(keyAlgorithm, hashAlgorithm);
  }
}
