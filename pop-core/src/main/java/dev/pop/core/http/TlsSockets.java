package dev.pop.core.http;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Whom TLS connections trust, and what they show. */
final class TlsSockets {
  private static final char[] NO_PASSWORD = {};

  private TlsSockets() {}

  static void install(TlsOptions options, OkHttpClient.Builder client) {
    try {
      X509TrustManager trust = trust(options);
      client.sslSocketFactory(context(options, trust).getSocketFactory(), trust);
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(e);
    }
    if (!options.verified()) {
      client.hostnameVerifier((host, session) -> true);
    }
  }

  /** What TLS connections are made by. */
  static SSLContext context(TlsOptions options) {
    try {
      return options.equals(TlsOptions.DEFAULT)
          ? SSLContext.getDefault()
          : context(options, trust(options));
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(e);
    }
  }

  private static SSLContext context(TlsOptions options, X509TrustManager trust)
      throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(options), new TrustManager[] {trust}, null);
    return context;
  }

  private static X509TrustManager trust(TlsOptions options)
      throws GeneralSecurityException, IOException {
    return options.verified() ? trust(options.authorities()) : new Everybody();
  }

  private static IllegalStateException unusable(Exception e) {
    return new IllegalStateException("Java cannot set up TLS", e);
  }

  private static KeyManager @Nullable [] keys(TlsOptions options)
      throws GeneralSecurityException, IOException {
    return options.identity().isEmpty() ? null : options.identity().get().keyManagers();
  }

  /** The authorities that Java trusts, and ours with them. */
  private static X509TrustManager trust(List<X509Certificate> ours)
      throws GeneralSecurityException, IOException {
    X509TrustManager system = manager(null);
    if (ours.isEmpty()) {
      return system;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (X509Certificate authority : system.getAcceptedIssuers()) {
      store.setCertificateEntry("java" + number++, authority);
    }
    for (X509Certificate authority : ours) {
      store.setCertificateEntry("ours" + number++, authority);
    }
    return manager(store);
  }

  private static X509TrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  /** Takes any server for the right one, as {@code wget --no-check-certificate} does. */
  private static final class Everybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
