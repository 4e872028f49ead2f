package dev.pop.core.pro;

import dev.pop.core.Secret;
import dev.pop.core.apt.FormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds tokens by service in the forms that tools give them, and refuses a second token for the
 * same service. One object reads one text.
 */
final class TokenReader {
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9+.-]{0,63}");
  private static final String RESOURCES = "resources:";

  private final Map<String, Secret> tokens = new LinkedHashMap<>();
  private int entries;

  private TokenReader() {}

  /** Reads JSON, or what {@code get-resource-tokens} prints. */
  static Map<String, Secret> read(String text) throws FormatException {
    if (DocumentParser.looksLikeJson(text)) {
      return read(JsonDocument.parse(text));
    }
    TokenReader reader = new TokenReader();
    reader.readLines(text.lines().map(String::strip).toList());
    return reader.tokens;
  }

  static Map<String, Secret> read(DocumentNode tree) throws FormatException {
    TokenReader reader = new TokenReader();
    reader.readTree(tree, true);
    return reader.tokens;
  }

  private void readLines(List<String> lines) throws FormatException {
    @Nullable String service = null; // named by a line of its own, its token to follow
    for (int i = lines.indexOf(RESOURCES) + 1; i < lines.size(); i++) {
      String line = lines.get(i);
      String place = "line " + (i + 1);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (service != null) {
        add(service, line.replaceFirst("^token:\\s+", ""), place);
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
        add(name, token, place);
      }
    }
    if (service != null) {
      throw new FormatException("ends where a token should follow; is it cut off?");
    }
  }

  private static boolean isHead(String name) {
    return name.equals("server") || name.equals("account");
  }

  /** Takes what {@code tree} holds; objects inside of it may have contract tokens as keys once. */
  private void readTree(DocumentNode tree, boolean outermost) throws FormatException {
    if (tree.isList()) {
      for (DocumentNode element : tree.elements()) {
        add(element.require("type").text(), element.require("token"));
      }
      return;
    }
    Optional<DocumentNode> inner = tree.get("resourceTokens");
    if (inner.isEmpty()) {
      inner = tree.get("resources").filter(given -> given.isObject() || given.isList());
    }
    if (inner.isPresent()) {
      readTree(inner.get(), false);
      return;
    }
    for (Map.Entry<String, DocumentNode> member : tree.secretMembers().entrySet()) {
      DocumentNode value = member.getValue();
      if (value.isText()) {
        add(member.getKey(), value);
      } else if (value.has("token")) {
        add(member.getKey(), value.require("token"));
      } else if (outermost && (value.isObject() || value.isList())) {
        readTree(value, false);
      } else {
        throw value.mustBe("a token");
      }
    }
  }

  private void add(String service, DocumentNode token) throws FormatException {
    add(service, token.text(), "entry " + ++entries);
  }

  private void add(String service, String token, String place) throws FormatException {
    Secret secret = check(service, token, place);
    Secret before = tokens.putIfAbsent(service, secret);
    if (before != null && !before.equals(secret)) {
      throw new FormatException("two different tokens are given for " + named(service, place));
    }
  }

  /**
   * The token of one entry.
   *
   * @param place where it is; names the entry in messages unless its service is a known one, since
   *     an unknown word in the service's place may be a token
   */
  static Secret check(String service, String token, String place) throws FormatException {
    if (!SERVICE.matcher(service).matches()) {
      throw new FormatException(place + " does not begin with the name of a service");
    }
    return TokenFormat.parse(token, named(service, place));
  }

  private static String named(String service, String place) {
    return ServiceCatalogue.find(service).isPresent()
        ? service
        : "an unknown service (" + place + ")";
  }
}
