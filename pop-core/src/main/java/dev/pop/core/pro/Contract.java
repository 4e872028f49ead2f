package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An Ubuntu Pro contract: who has it, until when, and what it opens.
 *
 * @param token the contract token, where the document gives it as a key
 * @param id {@code contractInfo.id}, printable
 * @param name {@code contractInfo.name}, printable
 * @param account {@code accountInfo.name}, printable
 * @param effectiveTo when it ends
 * @param tokensExpire when the tokens end that came with it, where the document is an answer to an
 *     attachment
 * @param entitlements {@code contractInfo.resourceEntitlements} in their order, each type once
 */
public record Contract(
    Optional<Secret> token,
    Optional<String> id,
    Optional<String> name,
    Optional<String> account,
    Optional<Instant> effectiveTo,
    Optional<Instant> tokensExpire,
    List<Entitlement> entitlements) {

  public Contract {
    entitlements = List.copyOf(entitlements);
  }

  /**
   * Reads a file that holds exactly one contract; see {@link #parseAll} for what it may look like.
   *
   * @throws FormatException if it is no such document; the message begins with the file's name
   * @throws IOException if the file cannot be read
   */
  public static Contract read(Path file) throws IOException {
    return DocumentParser.readFile(file, Contract::parse);
  }

  /**
   * As {@link #parseAll}, of a document that holds exactly one contract.
   *
   * @throws FormatException also if it holds several
   */
  public static Contract parse(String text) throws FormatException {
    List<Contract> contracts = parseAll(text);
    if (contracts.size() != 1) {
      throw new FormatException("holds " + contracts.size() + " contracts, not one");
    }
    return contracts.get(0);
  }

  /**
   * Reads contracts from JSON or YAML, told apart by content:
   *
   * <ul>
   *   <li>an object with contract tokens as keys and {@code contractInfo} (and {@code accountInfo})
   *       in each value: {@code pop.json}, and what {@code pro-airgapped} prints;
   *   <li>an answer of the contract API: to an attachment, with {@code machineTokenInfo}, or with
   *       {@code contractInfo} at the top.
   * </ul>
   *
   * @throws FormatException if it is no such document, or a directive, of whatever service and
   *     series, would do harm in a source line; the message names the place in it
   */
  public static List<Contract> parseAll(String text) throws FormatException {
    DocumentNode root = DocumentParser.parse(text);
    if (isContract(root)) {
      return List.of(read(root, Optional.empty()));
    }
    List<Contract> contracts = new ArrayList<>();
    for (Map.Entry<String, DocumentNode> member : root.secretMembers().entrySet()) {
      if (!member.getValue().isObject()) {
        throw member.getValue().mustBe("an object with contractInfo");
      }
      Secret token = TokenFormat.parse(member.getKey(), "a contract (a key of the document)");
      contracts.add(read(member.getValue(), Optional.of(token)));
    }
    if (contracts.isEmpty()) {
      throw new FormatException("holds no contract");
    }
    return List.copyOf(contracts);
  }

  private static boolean isContract(DocumentNode tree) {
    return tree.has("machineTokenInfo") || tree.has("contractInfo");
  }

  static Contract read(DocumentNode tree, Optional<Secret> token) throws FormatException {
    DocumentNode holder = tree.has("machineTokenInfo") ? tree.require("machineTokenInfo") : tree;
    DocumentNode info = holder.require("contractInfo");
    Optional<DocumentNode> account = holder.get("accountInfo");
    return new Contract(
        token,
        printable(info.text("id")),
        printable(info.text("name")),
        account.isEmpty() ? Optional.empty() : printable(account.get().text("name")),
        time(info.get("effectiveTo")),
        time(holder.get("expires")),
        entitlements(info));
  }

  private static Optional<String> printable(Optional<String> text) {
    return text.filter(t -> !t.isEmpty()).map(ArchivePath::printable);
  }

  private static List<Entitlement> entitlements(DocumentNode info) throws FormatException {
    if (!info.has("resourceEntitlements")) {
      info.require("resourceEntitlements");
    }
    List<Entitlement> entitlements = new ArrayList<>();
    Optional<DocumentNode> list = info.get("resourceEntitlements");
    if (list.isPresent()) {
      Set<String> types = new HashSet<>();
      for (DocumentNode element : list.get().elements()) {
        Entitlement entitlement = Entitlement.read(element);
        if (!types.add(entitlement.type())) {
          throw element.wrong("gives the service " + entitlement.type() + " a second time");
        }
        entitlements.add(entitlement);
      }
    }
    return entitlements;
  }

  /** A time as RFC 3339 has it; the year 1, which the API sends for "unset", counts as none. */
  static Optional<Instant> time(Optional<DocumentNode> tree) throws FormatException {
    if (tree.isEmpty() || (tree.get().isText() && tree.get().text().isEmpty())) {
      return Optional.empty();
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(tree.get().text().replaceFirst(" ", "T"));
      return time.getYear() <= 1 ? Optional.empty() : Optional.of(time.toInstant());
    } catch (DateTimeParseException e) {
      throw tree.get().wrong("is not a time such as 2030-01-31T00:00:00Z");
    }
  }

  /** Whether the contract has ended. */
  public boolean hasEnded(Instant now) {
    return effectiveTo.isPresent() && !now.isBefore(effectiveTo.get());
  }

  /**
   * The entitlement of a service by any of its names: {@code usg} finds one that the contract lists
   * as {@code cis}.
   */
  public Optional<Entitlement> entitlement(String service) {
    for (String type : ServiceCatalogue.namesOf(service)) {
      for (Entitlement entitlement : entitlements) {
        if (entitlement.type().equals(type)) {
          return Optional.of(entitlement);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Entitled services that share archive and suite for such a machine. The Pro client refuses such
   * a contract, since neither service could be switched off.
   */
  @Internal
  public List<ServiceClash> clashes(
      String series, Optional<String> cloud, Optional<String> variant) {
    Map<String, String> owners = new HashMap<>();
    List<ServiceClash> clashes = new ArrayList<>();
    for (Entitlement given : entitlements) {
      Entitlement entitlement = given.forContext(series, cloud, variant);
      Optional<ArchiveUrl> base = entitlement.aptBase();
      if (!entitlement.entitled() || base.isEmpty()) {
        continue;
      }
      for (String suite : entitlement.suites(series)) {
        String owner = owners.put(base.get().location() + " " + suite, entitlement.type());
        if (owner != null && !owner.equals(entitlement.type())) {
          clashes.add(new ServiceClash(owner, entitlement.type(), base.get(), suite));
        }
      }
    }
    return List.copyOf(clashes);
  }
}
