package dev.pop.core.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** A client certificate with its chain and the private key that belongs to it. */
public final class ClientIdentity {
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private ClientIdentity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads both from PEM files, which may be one and the same.
   *
   * @param certificates the client's own certificate first
   * @param key PKCS#8, PKCS#1 or SEC1, not encrypted
   * @throws IOException if a file cannot be read or holds something else, or the key is not that of
   *     the certificate; the message names the file and shows nothing of the key
   */
  public static ClientIdentity read(Path certificates, Path key) throws IOException {
    List<X509Certificate> chain = PemFile.certificates(certificates);
    PublicKey own = chain.get(0).getPublicKey();
    PrivateKey secret = PemFile.privateKey(key, own);
    if (!belong(secret, own)) {
      throw new IOException(key + " holds another key than that of " + certificates);
    }
    return new ClientIdentity(chain, secret);
  }

  private static boolean belong(PrivateKey secret, PublicKey own) {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> own.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(secret);
      signer.update(text);
      byte[] signature = signer.sign();
      signer.initVerify(own);
      signer.update(text);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // a key of another kind or length
    }
  }

  List<X509Certificate> chain() {
    return chain;
  }

  PrivateKey key() {
    return key;
  }

  @Override
  public String toString() {
    return chain.get(0).getSubjectX500Principal().getName();
  }
}
