package dev.pop.core.http;

import dev.pop.core.Internal;
import dev.pop.core.io.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys as OpenSSL writes them. */
@Internal
public final class PemFile {
  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final Pattern BLOCK =
      Pattern.compile("(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----");

  private PemFile() {}

  /**
   * Every certificate of {@code file}, at least one.
   *
   * @throws IOException if it cannot be read, or holds none or a malformed one; the message names
   *     it
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      if (block.group(1).matches("(X509 |TRUSTED )?CERTIFICATE")) {
        certificates.add(certificate(file, bytes(file, block.group(2))));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + " holds no certificate in PEM form");
    }
    return List.copyOf(certificates);
  }

  private static X509Certificate certificate(Path file, byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IOException(file + " holds a malformed certificate", e);
    }
  }

  /** The private key of {@code file} that is of the same kind as {@code own}. */
  static PrivateKey privateKey(Path file, PublicKey own) throws IOException {
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      String kind = block.group(1);
      String body = block.group(2);
      if (kind.equals("ENCRYPTED PRIVATE KEY") || body.contains("ENCRYPTED")) {
        throw new IOException(
            file + " holds an encrypted key; take the passphrase off (openssl pkey -in ... -out)");
      }
      switch (kind) {
        case "PRIVATE KEY" -> {
          return key(file, bytes(file, body), own);
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          return key(file, pkcs8(bytes(file, body), own), own);
        }
        default -> {} // certificates and EC parameters may stand in the same file
      }
    }
    throw new IOException(file + " holds no private key in PEM form");
  }

  private static PrivateKey key(Path file, byte[] pkcs8, PublicKey own) throws IOException {
    try {
      return KeyFactory.getInstance(own.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      // no cause: it may quote what it could not read
      throw new IOException(
          file + " holds no " + own.getAlgorithm() + " key, as its certificate does");
    }
  }

  /**
   * An older form in the envelope of PKCS#8 (RFC 5208): a version, the kind of key, the key. The
   * kind, which the older forms name in part or not at all, stands in the certificate in just this
   * form (RFC 5280, section 4.1).
   */
  private static byte[] pkcs8(byte[] key, PublicKey own) {
    byte[] info = own.getEncoded();
    int start = contentStart(info, 0);
    int end = contentStart(info, start) + contentLength(info, start);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {2, 1, 0});
    content.write(info, start, end - start);
    content.writeBytes(tagged(4, key));
    return tagged(0x30, content.toByteArray());
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int skipped = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - skipped));
      out.write(length, skipped, length.length - skipped);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static int contentStart(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
  }

  private static int contentLength(byte[] der, int at) {
    int length = 0;
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    for (int i = at + 2; i < contentStart(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] bytes(Path file, String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no PEM file: it has a malformed block");
    }
  }

  private static String text(Path file) throws IOException {
    return SecretFile.readText(file, MAX_BYTES);
  }
}
