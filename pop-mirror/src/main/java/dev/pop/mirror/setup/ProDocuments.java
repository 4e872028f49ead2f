package dev.pop.mirror.setup;

import dev.pop.core.PopPaths;
import dev.pop.core.Secret;
import dev.pop.core.apt.FormatException;
import dev.pop.core.io.FallibleFunction;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.SecretFile;
import dev.pop.core.pro.Attachment;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ContractApiException;
import dev.pop.core.pro.ContractClient;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ProTokens;
import dev.pop.core.pro.ServiceAccess;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.mirror.setup.ProAccess.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Contract and tokens as the PoP will hold them.
 *
 * @param contractText what {@code pop.json} will be
 * @param contract what it says
 * @param tokens those given, and those held already for other services
 */
record ProDocuments(Optional<Secret> contractText, Optional<Contract> contract, ProTokens tokens) {
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  static ProDocuments obtain(ProAccess access, PopPaths paths, List<String> services)
      throws SetupException, ContractApiException, InterruptedException {
    Optional<Document> contract = access.contract();
    ProTokens tokens =
        contract.isEmpty() ? ProTokens.NONE : parse(contract.get(), ProTokens::ofContract);
    if (contract.isEmpty() && access.attachment().isPresent()) {
      ProAccess.Attach attach = access.attachment().get();
      try (ContractClient client = ContractClient.create(attach.api())) {
        Attachment attachment = client.attach(attach.contractToken(), attach.machine());
        contract = Optional.of(new Document("the contract attached to", attachment.document()));
        tokens = withMissing(client, attachment, services);
      }
    }
    if (contract.isEmpty()) {
      contract = held(paths.popJson());
    }
    return new ProDocuments(
        contract.map(Document::text),
        contract.isEmpty() ? Optional.empty() : Optional.of(parse(contract.get(), Contract::parse)),
        merged(access, tokens, paths));
  }

  /** What the PoP holds, read anew. */
  static ProDocuments held(PopPaths paths) throws SetupException {
    Optional<Document> contract = held(paths.popJson());
    Optional<Document> tokens = held(paths.resourcesJson());
    return new ProDocuments(
        contract.map(Document::text),
        contract.isEmpty() ? Optional.empty() : Optional.of(parse(contract.get(), Contract::parse)),
        tokens.isEmpty() ? ProTokens.NONE : parse(tokens.get(), ProTokens::parse));
  }

  /**
   * Not every service has a token in an attachment. As the Pro client does, the others are asked
   * for one by one, and where there is none the machine token serves.
   */
  private static ProTokens withMissing(
      ContractClient client, Attachment attachment, List<String> services)
      throws ContractApiException, InterruptedException {
    ProTokens tokens = attachment.tokens();
    for (String name : services) {
      Optional<ProService> service = ServiceCatalogue.find(name);
      if (service.isEmpty() || tokens.find(name).isPresent()) {
        continue;
      }
      boolean entitled =
          attachment.contract().entitlement(name).filter(found -> found.entitled()).isPresent();
      if (entitled) {
        String type = attachment.contract().entitlement(name).orElseThrow().type();
        ServiceAccess access =
            client.service(attachment.machineToken(), attachment.machineId(), type);
        tokens = with(tokens, type, access.token().orElse(attachment.machineToken()));
      }
    }
    return tokens;
  }

  private static ProTokens with(ProTokens tokens, String type, Secret token) {
    try {
      return tokens.with(type, token);
    } catch (FormatException e) {
      throw new IllegalStateException("both were checked when the response was read", e);
    }
  }

  private static ProTokens merged(ProAccess access, ProTokens attached, PopPaths paths)
      throws SetupException {
    ProTokens given =
        access.tokens().isPresent()
            ? parse(access.tokens().get(), ProTokens::parse)
            : ProTokens.NONE;
    ProTokens fresh = over(given, attached);
    Optional<Document> held = held(paths.resourcesJson());
    if (held.isEmpty()) {
      return fresh;
    }
    try {
      return over(fresh, parse(held.get(), ProTokens::parse));
    } catch (SetupException e) {
      if (fresh.isEmpty()) {
        throw e;
      }
      return fresh; // what cannot be read is replaced
    }
  }

  /** All of {@code first}, and of {@code second} what that has under no name. */
  private static ProTokens over(ProTokens first, ProTokens second) {
    ProTokens both = first;
    for (String service : second.services()) {
      if (first.find(service).isEmpty()) {
        both = with(both, service, second.find(service).orElseThrow());
      }
    }
    return both;
  }

  private static Optional<Document> held(Path file) throws SetupException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Document(file.toString(), Secret.of(SecretFile.readText(file, MAX_BYTES))));
    } catch (IOException e) {
      throw new SetupException(IoErrors.describe(e));
    }
  }

  private static <T> T parse(Document document, FallibleFunction<String, T, FormatException> parser)
      throws SetupException {
    try {
      return parser.apply(document.text().reveal());
    } catch (FormatException e) {
      throw new SetupException(document.origin() + ": " + e.getMessage());
    }
  }
}
