package dev.pop.core.pro;

import dev.pop.core.Secret;
import dev.pop.core.apt.ArchivePath;
import dev.pop.core.apt.FormatException;
import dev.pop.core.http.JsonResponse;
import dev.pop.core.pro.ContractApiException.Fault;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts an answer that is no success into words. */
final class Refusal {
  private static final int MAX_WORDS = 160;

  private final String where;
  private final JsonResponse answer;
  private final Secret token;

  /**
   * @param where the URL that was asked, for the message
   * @param token what was sent, in case that the server repeats it
   */
  Refusal(String where, JsonResponse answer, Secret token) {
    this.where = where;
    this.answer = answer;
    this.token = token;
  }

  ContractApiException toException() {
    int status = answer.status();
    return switch (status) {
      case 400 -> of(Fault.BAD_REQUEST, "400: the request is not accepted" + serversWords());
      case 401 ->
          of(
              Fault.UNAUTHORIZED,
              "401: the token is not valid; take it from ubuntu.com/pro/dashboard");
      case 403 -> forbidden();
      case 404 -> of(Fault.NOT_FOUND, "404: not found" + serversWords());
      case 429 -> of(Fault.SERVER_FAILS, "429: too many requests; try again later");
      default ->
          status >= 500
              ? of(Fault.SERVER_FAILS, status + ": the server fails; try again later")
              : of(Fault.NOT_THE_API, status + ": this is not how the contract API answers");
    };
  }

  private ContractApiException forbidden() {
    Optional<DocumentNode> info = info();
    String reason = info.flatMap(tree -> text(tree, "reason")).orElse("");
    @Nullable String id =
        info.flatMap(tree -> text(tree, "contractId")).flatMap(this::safe).orElse(null);
    @Nullable Instant time = info.flatMap(Refusal::time).orElse(null);
    String contract = id == null ? "the contract" : "contract " + id;
    return switch (reason) {
      case "no-longer-effective" ->
          about(
              Fault.NO_LONGER_EFFECTIVE,
              contract + " has ended" + (time == null ? "" : " on " + time) + "; renew it",
              id,
              time);
      case "not-effective-yet" ->
          about(
              Fault.NOT_EFFECTIVE_YET,
              contract + " has not begun" + (time == null ? "" : "; it begins on " + time),
              id,
              time);
      case "never-effective" ->
          about(
              Fault.NEVER_EFFECTIVE, contract + " was never in effect; take another one", id, time);
      default -> about(Fault.FORBIDDEN, "the token does not allow this", id, time);
    };
  }

  private Optional<DocumentNode> info() {
    return tree().flatMap(tree -> member(tree, "info"));
  }

  private Optional<DocumentNode> tree() {
    try {
      return Optional.of(JsonDocument.parse(answer.body())).filter(DocumentNode::isObject);
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<DocumentNode> member(DocumentNode tree, String key) {
    try {
      return tree.get(key).filter(DocumentNode::isObject);
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(DocumentNode tree, String key) {
    try {
      return tree.text(key);
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> time(DocumentNode info) {
    try {
      return Contract.time(info.get("time"));
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  private String serversWords() {
    return tree()
        .flatMap(tree -> text(tree, "message"))
        .flatMap(this::safe)
        .map(words -> " (the server says: " + words + ")")
        .orElse("");
  }

  /** Words of the server, unless the token is in them. */
  private Optional<String> safe(String words) {
    return words.isEmpty() || words.length() > MAX_WORDS || words.contains(token.reveal())
        ? Optional.empty()
        : Optional.of(ArchivePath.printable(words));
  }

  private ContractApiException of(Fault fault, String sentence) {
    return new ContractApiException(fault, where + ": " + sentence, null);
  }

  private ContractApiException about(
      Fault fault, String sentence, @Nullable String id, @Nullable Instant time) {
    return new ContractApiException(fault, where + ": 403: " + sentence, null, id, time);
  }
}
