package dev.pop.core.pro;

import dev.pop.core.Secret;
import dev.pop.core.apt.FormatException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text that {@code get-resource-tokens} prints. */
final class TokenLines {
  private static final String RESOURCES = "resources:";

  private TokenLines() {}

  static Map<String, Secret> read(String text) throws FormatException {
    List<String> lines = text.lines().map(String::strip).toList();
    TokenCollector collector = new TokenCollector();
    @Nullable String service = null; // named by a line of its own, its token to follow
    for (int i = lines.indexOf(RESOURCES) + 1; i < lines.size(); i++) {
      String line = lines.get(i);
      String place = "line " + (i + 1);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (service != null) {
        collector.add(service, line.replaceFirst("^token:\\s+", ""), place);
        service = null;
        continue;
      }
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new FormatException(place + " is no 'SERVICE: TOKEN'");
      }
      String name = line.substring(0, colon);
      String token = line.substring(colon + 1).strip();
      if (token.isEmpty()) {
        service = name;
      } else if (!isHead(name)) {
        collector.add(name, token, place);
      }
    }
    if (service != null) {
      throw new FormatException("ends where a token should follow; is it cut off?");
    }
    return collector.tokens();
  }

  private static boolean isHead(String name) {
    return name.equals("server") || name.equals("account");
  }
}
