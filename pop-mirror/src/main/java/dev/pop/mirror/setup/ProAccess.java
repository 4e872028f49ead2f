package dev.pop.mirror.setup;

import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.pro.Machine;
import java.util.Optional;

/**
 * Where contract and tokens come from. What is not given is what the PoP holds already.
 *
 * @param contract a text that {@code Contract} reads
 * @param tokens a text that {@code ProTokens} reads; these win over those of an attachment
 * @param attachment asks the contract API for both
 */
public record ProAccess(
    Optional<Document> contract, Optional<Document> tokens, Optional<Attach> attachment) {

  /** Nothing new. */
  public static final ProAccess HELD =
      new ProAccess(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A text with secrets.
   *
   * @param origin how messages name it
   */
  public record Document(String origin, Secret text) {}

  /**
   * An attachment to a contract.
   *
   * @param contractToken opens the API
   * @param api such as {@code ContractClient.CANONICAL}
   * @param machine is registered with the contract
   */
  public record Attach(Secret contractToken, ArchiveUrl api, Machine machine) {}

  /** The same with another contract token, where there is an attachment. */
  ProAccess with(Secret contractToken) {
    return new ProAccess(
        contract,
        tokens,
        attachment.map(attach -> new Attach(contractToken, attach.api(), attach.machine())));
  }
}
