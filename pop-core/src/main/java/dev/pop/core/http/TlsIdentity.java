package dev.pop.core.http;

import dev.pop.core.Internal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate with its chain and the private key that belongs to it: of a client or a server. */
public final class TlsIdentity {
  private static final char[] NO_PASSWORD = {};

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads both from PEM files, which may be one and the same.
   *
   * @param certificates the own certificate first
   * @param key PKCS#8, PKCS#1 or SEC1, not encrypted
   * @throws IOException if a file cannot be read or holds something else, or the key is not that of
   *     the certificate; the message names the file and shows nothing of the key
   */
  public static TlsIdentity read(Path certificates, Path key) throws IOException {
    List<X509Certificate> chain = PemFile.certificates(certificates);
    PublicKey own = chain.get(0).getPublicKey();
    PrivateKey secret = PemFile.privateKey(key, own);
    if (!belong(secret, own)) {
      throw new IOException(key + " holds another key than that of " + certificates);
    }
    return new TlsIdentity(chain, secret);
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

  /** TLS for a server that shows this certificate; it asks clients for none. */
  @Internal
  public SSLContext serverContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Java cannot set up TLS", e);
    }
  }

  KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  PrivateKey key() {
    return key;
  }

  /** Whether the certificates are the same, and with them the key that belongs to them. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TlsIdentity identity && chain.equals(identity.chain);
  }

  @Override
  public int hashCode() {
    return chain.hashCode();
  }

  @Override
  public String toString() {
    return chain.get(0).getSubjectX500Principal().getName();
  }
}
