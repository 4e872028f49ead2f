package dev.pop.core.pro;

import dev.pop.core.Secret;
import dev.pop.core.apt.FormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Gathers tokens by service, and refuses a second one for the same service. */
final class TokenCollector {
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9+.-]{0,63}");

  private final Map<String, Secret> tokens = new LinkedHashMap<>();

  /**
   * Takes one entry.
   *
   * @param place where it is; names the entry in messages unless its service is a known one, since
   *     an unknown word in the service's place may be a token
   */
  void add(String service, String token, String place) throws FormatException {
    if (!SERVICE.matcher(service).matches()) {
      throw new FormatException(place + " does not begin with the name of a service");
    }
    String known =
        ServiceCatalogue.find(service).isPresent() ? service : "an unknown service (" + place + ")";
    Secret secret = TokenFormat.parse(token, known);
    Secret before = tokens.putIfAbsent(service, secret);
    if (before != null && !before.equals(secret)) {
      throw new FormatException("two different tokens are given for " + known);
    }
  }

  Map<String, Secret> tokens() {
    return tokens;
  }
}
