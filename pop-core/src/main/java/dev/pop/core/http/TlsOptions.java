package dev.pop.core.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What TLS connections go by.
 *
 * @param verified whether a server must prove that it is the one asked for
 * @param authorities whom to trust besides the authorities that Java trusts
 * @param identity what to show to servers that ask for it
 */
public record TlsOptions(
    boolean verified, List<X509Certificate> authorities, Optional<TlsIdentity> identity) {
  public static final TlsOptions DEFAULT = new TlsOptions(true, List.of(), Optional.empty());

  public TlsOptions {
    authorities = List.copyOf(authorities);
  }
}
