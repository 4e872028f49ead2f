package dev.pop.core.pro;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pop.core.Internal;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.JsonHttp;
import dev.pop.core.http.JsonResponse;
import dev.pop.core.pro.ContractApiException.Fault;
import java.io.Closeable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Asks the contract API: Canonical's, or a {@code contracts-airgapped} server in the gap.
 *
 * @see <a href="https://github.com/canonical/ubuntu-pro-client">uaclient/contract.py</a>, where the
 *     calls are
 */
@Internal
public final class ContractClient implements Closeable {
  /** Canonical's API. */
  public static final ArchiveUrl CANONICAL =
      new ArchiveUrl("https", "contracts.canonical.com", Optional.empty(), "", Optional.empty());

  /** How long the Pro client waits for an answer. */
  public static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String USER_AGENT = "pop";

  private final ArchiveUrl base;
  private final JsonHttp http;

  private ContractClient(ArchiveUrl base, JsonHttp http) {
    this.base = base;
    this.http = http;
  }

  /** Asks the API at {@code base} with the usual time limit, and no public one over plain HTTP. */
  public static ContractClient create(ArchiveUrl base) {
    return create(base, TIMEOUT, false);
  }

  /**
   * Asks the API at {@code base}.
   *
   * @param timeout for one call as a whole
   * @param plainHttpAllowed whether tokens may go over plain HTTP to a public address
   */
  public static ContractClient create(ArchiveUrl base, Duration timeout, boolean plainHttpAllowed) {
    return new ContractClient(base, JsonHttp.create(timeout, USER_AGENT, plainHttpAllowed));
  }

  /**
   * Attaches {@code machine} to the contract: {@code POST /v1/context/machines/token}. The machine
   * counts against the contract from then on.
   *
   * <p>The request is sent once. When no answer comes nobody knows whether the machine was
   * registered, and registering is not idempotent, so it is for the caller to decide whether to try
   * again; with the same {@link Machine#id} the contract still counts one machine.
   *
   * @throws ContractApiException if the server refuses or does not answer; see its kinds
   * @throws InterruptedException if the thread was interrupted
   */
  public Attachment attach(Secret contractToken, Machine machine)
      throws ContractApiException, InterruptedException {
    List<String> path = List.of("v1", "context", "machines", "token");
    JsonResponse answer;
    try {
      answer = http.post(base, path, contractToken, machine.toJson(USER_AGENT));
    } catch (FetchException e) {
      throw unreachable(path, e);
    }
    DocumentNode tree = tree(path, answer, contractToken);
    try {
      DocumentNode info = tree.require("machineTokenInfo");
      return new Attachment(
          Contract.read(tree, Optional.of(contractToken)),
          ProTokens.ofAnswer(tree),
          TokenFormat.parse(tree.require("machineToken").text(), "the machine"),
          info.text("machineId").orElse(machine.id()),
          Contract.time(info.get("expires")),
          document(answer.body(), contractToken));
    } catch (FormatException e) {
      throw badAnswer(path, e);
    }
  }

  /** What the answer says of contract and account, as the Python program keeps it. */
  private static Secret document(String answer, Secret contractToken) {
    JsonObject info =
        JsonParser.parseString(answer).getAsJsonObject().getAsJsonObject("machineTokenInfo");
    JsonObject kept = new JsonObject();
    for (String key : List.of("accountInfo", "contractInfo")) {
      if (info.has(key)) {
        kept.add(key, info.get(key));
      }
    }
    JsonObject document = new JsonObject();
    document.add(contractToken.reveal(), kept);
    Gson gson = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    return Secret.of(gson.toJson(document) + "\n");
  }

  /**
   * Asks for one service: {@code GET /v1/resources/SERVICE/context/machines/MACHINE}.
   *
   * @param machineToken from {@link Attachment}
   * @param machineId from {@link Attachment}
   * @param service by its name in contracts
   * @throws ContractApiException as {@link #attach}
   * @throws InterruptedException if the thread was interrupted
   */
  public ServiceAccess service(Secret machineToken, String machineId, String service)
      throws ContractApiException, InterruptedException {
    List<String> path = List.of("v1", "resources", service, "context", "machines", machineId);
    JsonResponse answer;
    try {
      answer = http.get(base, path, machineToken);
    } catch (FetchException e) {
      throw unreachable(path, e);
    }
    DocumentNode tree = tree(path, answer, machineToken);
    try {
      Optional<String> token = tree.text("resourceToken").filter(text -> !text.isEmpty());
      Optional<DocumentNode> entitlement = tree.get("entitlement");
      return new ServiceAccess(
          token.isEmpty() ? Optional.empty() : Optional.of(TokenFormat.parse(token.get(), service)),
          entitlement.isEmpty()
              ? Optional.empty()
              : Optional.of(Entitlement.read(entitlement.get())),
          answer.expires().flatMap(ContractClient::httpDate));
    } catch (FormatException e) {
      throw badAnswer(path, e);
    }
  }

  private DocumentNode tree(List<String> path, JsonResponse answer, Secret token)
      throws ContractApiException {
    if (answer.status() != 200) {
      throw new Refusal(where(path), answer, token).toException();
    }
    boolean markup = answer.body().stripLeading().startsWith("<");
    if (markup || answer.contentType().orElse("").equals("text/html")) {
      throw new ContractApiException(
          Fault.NOT_THE_API,
          where(path) + ": the answer is a web page; is there a proxy or login page in between?",
          null);
    }
    try {
      if (answer.body().isBlank()) {
        throw new FormatException("is empty");
      }
      return JsonDocument.parse(answer.body());
    } catch (FormatException e) {
      throw badAnswer(path, e);
    }
  }

  private static Optional<Instant> httpDate(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private ContractApiException badAnswer(List<String> path, FormatException e) {
    return new ContractApiException(
        Fault.BAD_ANSWER, where(path) + ": the answer cannot be used: " + e.getMessage(), e);
  }

  private ContractApiException unreachable(List<String> path, FetchException e) {
    Fault fault =
        switch (e.fault()) {
          case TIMED_OUT -> Fault.TIMED_OUT;
          case WRONG_SIZE -> Fault.BAD_ANSWER;
          default -> Fault.UNREACHABLE;
        };
    return new ContractApiException(fault, where(path) + ": " + e.reason(), e);
  }

  /** The URL without the machine's identity, which is nobody's business. */
  private String where(List<String> path) {
    return base.location() + "/" + String.join("/", path.subList(0, Math.min(4, path.size())));
  }

  /** Closes idle connections. */
  @Override
  public void close() {
    http.close();
  }
}
