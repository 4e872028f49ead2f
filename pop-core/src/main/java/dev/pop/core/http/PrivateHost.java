package dev.pop.core.http;

import com.google.common.net.InetAddresses;
import dev.pop.core.Internal;
import java.util.List;
import java.util.Locale;

/** Tells hosts that lie within one's own network from public ones, by name alone. */
@Internal
public final class PrivateHost {
  /** Names that the public name system does not have (RFC 6761, 6762, 8375; ICANN 2024). */
  private static final List<String> PRIVATE_DOMAINS =
      List.of(".localhost", ".local", ".internal", ".home.arpa");

  private PrivateHost() {}

  /**
   * Whether {@code host} is a loopback, private or link-local address, or a name that only one's
   * own network can have: one without a dot, or below a domain set apart for that. No name is
   * looked up.
   *
   * @param host an IPv6 address in brackets
   */
  public static boolean isPrivate(String host) {
    if (InetAddresses.isUriInetAddress(host)) {
      return CleartextCredentialGuard.isPrivate(InetAddresses.forUriString(host));
    }
    String name = host.toLowerCase(Locale.ROOT);
    return !name.contains(".") || PRIVATE_DOMAINS.stream().anyMatch(name::endsWith);
  }
}
