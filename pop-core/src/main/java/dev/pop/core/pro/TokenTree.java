package dev.pop.core.pro;

import dev.pop.core.Secret;
import dev.pop.core.apt.FormatException;
import java.util.Map;
import java.util.Optional;

/** Finds the tokens in the shapes of JSON that tools give them. */
final class TokenTree {
  private final TokenCollector collector = new TokenCollector();
  private int entries;

  private TokenTree() {}

  static Map<String, Secret> read(DocumentNode tree) throws FormatException {
    TokenTree found = new TokenTree();
    found.collect(tree, true);
    return found.collector.tokens();
  }

  /** Takes what {@code tree} holds; objects inside of it may have contract tokens as keys once. */
  private void collect(DocumentNode tree, boolean outermost) throws FormatException {
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
      collect(inner.get(), false);
      return;
    }
    for (Map.Entry<String, DocumentNode> member : tree.secretMembers().entrySet()) {
      DocumentNode value = member.getValue();
      if (value.isText()) {
        add(member.getKey(), value);
      } else if (value.has("token")) {
        add(member.getKey(), value.require("token"));
      } else if (outermost && (value.isObject() || value.isList())) {
        collect(value, false);
      } else {
        throw value.mustBe("a token");
      }
    }
  }

  private void add(String service, DocumentNode token) throws FormatException {
    collector.add(service, token.text(), "entry " + ++entries);
  }
}
