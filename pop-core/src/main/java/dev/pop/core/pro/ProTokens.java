package dev.pop.core.pro;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.apt.FormatException;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Resource tokens: which token opens the archive of which service. {@link #toString()} names the
 * services only.
 */
public final class ProTokens {
  /** No token at all. */
  public static final ProTokens NONE = new ProTokens(Map.of());

  private final Map<String, Secret> byService;

  private ProTokens(Map<String, Secret> byService) {
    this.byService = Collections.unmodifiableMap(new LinkedHashMap<>(byService));
  }

  /**
   * Reads a file; see {@link #parse} for what it may look like. Ask {@link SecretFile#exposure}
   * whether others can read it.
   *
   * @throws FormatException if it is no such text; the message begins with the file's name
   * @throws IOException if the file cannot be read, or is a directory
   */
  public static ProTokens read(Path file) throws IOException {
    return DocumentParser.readFile(file, ProTokens::parse);
  }

  /**
   * Reads tokens from any of these, told apart by content:
   *
   * <ul>
   *   <li>JSON: an object from service to token ({@code pop_resources.json}) or to an object with
   *       {@code token}; a list of objects with {@code type} and {@code token}; an object with such
   *       a list or object as {@code resourceTokens} (the attach response of the contract API) or
   *       {@code resources}; any of these again below contract tokens as keys;
   *   <li>what {@code get-resource-tokens} prints: {@code SERVICE: TOKEN}, the token on the same
   *       line or the next. A head of {@code server:} and {@code account:}, up to {@code
   *       resources:}, is skipped.
   * </ul>
   *
   * @throws FormatException if it is empty, of another shape, has a malformed token, or two tokens
   *     for one service; the message names the service, where it is a known one, and no token
   */
  public static ProTokens parse(String text) throws FormatException {
    if (text.isBlank()) {
      throw new FormatException("is empty: no token in it");
    }
    Map<String, Secret> tokens = TokenReader.read(text);
    if (tokens.isEmpty()) {
      throw new FormatException("holds no resource token");
    }
    return new ProTokens(tokens);
  }

  /**
   * The tokens of a document that holds a contract, if it is an answer to an attachment; else none.
   *
   * @throws FormatException if it is no JSON or YAML, or a token is malformed
   */
  public static ProTokens ofContract(String text) throws FormatException {
    DocumentNode root = DocumentParser.parse(text);
    return root.isObject() ? ofAnswer(root) : NONE;
  }

  /** As {@link #parse}, of an answer that may hold no token. */
  static ProTokens ofAnswer(DocumentNode answer) throws FormatException {
    return answer.get("resourceTokens").isPresent()
        ? new ProTokens(TokenReader.read(answer))
        : NONE;
  }

  /**
   * Tokens that a program has in its memory.
   *
   * @param byService as {@link #with} takes them
   * @throws FormatException as of {@link #with}
   */
  public static ProTokens of(Map<String, Secret> byService) throws FormatException {
    ProTokens tokens = NONE;
    for (Map.Entry<String, Secret> entry : byService.entrySet()) {
      tokens = tokens.with(entry.getKey(), entry.getValue());
    }
    return tokens;
  }

  /**
   * These, and {@code token} in place of what {@code service} had. Both are checked as {@link
   * #parse} checks them.
   *
   * @param service a name or alias such as {@code esm-infra} or {@code infra}; services that are
   *     not in the catalogue may have tokens too
   * @throws FormatException if the service is not in the form of a name, or the token is malformed;
   *     the message shows neither
   */
  public ProTokens with(String service, Secret token) throws FormatException {
    Map<String, Secret> more = new LinkedHashMap<>(byService);
    more.put(service, TokenReader.check(service, token.reveal(), "the entry"));
    return new ProTokens(more);
  }

  /**
   * The token of a service by any of its names; the name itself comes first, so that {@code usg}
   * finds one listed as {@code cis} only if none is listed as {@code usg}.
   */
  public Optional<Secret> find(String service) {
    return ServiceCatalogue.namesOf(service).stream()
        .filter(byService::containsKey)
        .map(byService::get)
        .findFirst();
  }

  /** User and password that the token of a service stands for. */
  public Optional<Credentials> credentials(String service) {
    return find(service).map(TokenFormat::credentials);
  }

  /** The services that have a token, by the names that the text had. */
  public Set<String> services() {
    return byService.keySet();
  }

  public boolean isEmpty() {
    return byService.isEmpty();
  }

  /**
   * Writes {@code pop_resources.json} as the Python program does: an object from service to token,
   * mode 0600, atomically.
   *
   * @throws IOException if the directory is missing or not writable; what was there stays
   */
  public void write(Path file) throws IOException {
    JsonObject json = new JsonObject();
    byService.forEach((service, token) -> json.addProperty(service, token.reveal()));
    String text = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create().toJson(json);
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, text + "\n");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProTokens tokens && byService.equals(tokens.byService);
  }

  @Override
  public int hashCode() {
    return byService.hashCode();
  }

  @Override
  public String toString() {
    return "tokens of " + services();
  }
}
