package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pop.core.FailureKind;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.pro.ContractApiException.Fault;
import java.time.Duration;
import java.time.Instant;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractClientTest {
  private static final Secret TOKEN = Secret.of("C1MARKERtoken");
  private static final Machine MACHINE =
      new Machine("machine-id", "amd64", "Ubuntu", "noble", "24.04", "6.8.0-1-generic");

  private final MockWebServer server = new MockWebServer();
  private ArchiveUrl base;
  private ContractClient client;

  @BeforeEach
  void setUp() throws Exception {
    server.start();
    base = ArchiveUrl.parse(server.url("/api").toString());
    client = ContractClient.create(base);
  }

  @AfterEach
  void tearDown() {
    client.close();
    server.close();
  }

  private void answer(int status, String contentType, String body) {
    server.enqueue(
        new MockResponse.Builder()
            .code(status)
            .setHeader("Content-Type", contentType)
            .body(body)
            .build());
  }

  private ContractApiException refusal() {
    ContractApiException refusal =
        catchThrowableOfType(ContractApiException.class, () -> client.attach(TOKEN, MACHINE));
    assertThat(refusal)
        .hasMessageStartingWith(base.location() + "/v1/context/machines/token: ")
        .hasMessageNotContaining("MARKER")
        .hasStackTraceContaining("ContractApiException");
    return refusal;
  }

  @Test
  void attach_sendsWhatTheApiAsksForAndReadsTheAnswer() throws Exception {
    answer(
        200,
        "application/json",
        """
        {"machineToken": "mT", "resourceTokens": [{"type": "esm-infra", "token": "rT"}],
         "machineTokenInfo": {"machineId": "server-id", "expires": "2031-01-01T00:00:00Z",
           "contractInfo": {"id": "cA", "resourceEntitlements": [{"type": "esm-infra"}]}}}
        """);

    Attachment attachment = client.attach(TOKEN, MACHINE);

    assertThat(attachment.contract().id()).contains("cA");
    assertThat(attachment.contract().token()).contains(TOKEN);
    assertThat(attachment.tokens().find("infra")).contains(Secret.of("rT"));
    assertThat(attachment.machineToken()).isEqualTo(Secret.of("mT"));
    assertThat(attachment.machineId()).isEqualTo("server-id");
    assertThat(attachment.expires()).contains(Instant.parse("2031-01-01T00:00:00Z"));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine()).startsWith("POST /api/v1/context/machines/token ");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer C1MARKERtoken");
    assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
    JsonObject body = JsonParser.parseString(request.getBody().utf8()).getAsJsonObject();
    assertThat(body.get("machineId").getAsString()).isEqualTo("machine-id");
    assertThat(body.getAsJsonObject("os").get("series").getAsString()).isEqualTo("noble");
    assertThat(body.getAsJsonObject("activityInfo").get("series").getAsString()).isEqualTo("noble");
  }

  @Test
  void service_asksWithMachineToken() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .setHeader("Content-Type", "application/json; charset=utf-8")
            .setHeader("Expires", "Wed, 01 Jan 2031 00:00:00 GMT")
            .body(
                "{\"resourceToken\": \"fT\", \"entitlement\": {\"type\": \"fips\", \"entitled\":"
                    + " true}}")
            .build());

    ServiceAccess access = client.service(Secret.of("mT"), "id/1", "fips");

    assertThat(access.token()).contains(Secret.of("fT"));
    assertThat(access.entitlement().orElseThrow().entitled()).isTrue();
    assertThat(access.expires()).contains(Instant.parse("2031-01-01T00:00:00Z"));
    assertThat(server.takeRequest().getRequestLine())
        .startsWith("GET /api/v1/resources/fips/context/machines/id%2F1 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no-longer-effective | NO_LONGER_EFFECTIVE | contract cX has ended on 2024-05-06T07:08:09Z
          not-effective-yet   | NOT_EFFECTIVE_YET   | contract cX has not begun; it begins on 2024-05-06T07:08:09Z
          never-effective     | NEVER_EFFECTIVE     | contract cX was never in effect
          something-new       | FORBIDDEN           | the token does not allow this
          """)
  void attach_403_hasItsReason(String reason, Fault fault, String words) {
    answer(
        403,
        "application/json",
        "{\"code\": \"x\", \"message\": \"x\", \"info\": {\"contractId\": \"cX\", \"reason\": \""
            + reason
            + "\", \"time\": \"2024-05-06T07:08:09+00:00\"}}");

    ContractApiException refusal = refusal();

    assertThat(refusal.fault()).isEqualTo(fault);
    assertThat(refusal).hasMessageContaining(words);
    assertThat(refusal.contractId()).contains("cX");
    assertThat(refusal.time()).contains(Instant.parse("2024-05-06T07:08:09Z"));
    assertThat(refusal.kind()).isEqualTo(FailureKind.BAD_TOKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | application/json | {"message": "unauthorized"}     | UNAUTHORIZED | 401: the token is not valid | false
          400 | application/json | {"message": "bad machine"}      | BAD_REQUEST  | (the server says: bad machine) | false
          400 | application/json | {"message": "C1MARKERtoken?"}   | BAD_REQUEST  | 400: the request is not accepted | false
          403 | application/json | {"info": {"contractId": "C1MARKERtoken", "reason": 5}} | FORBIDDEN | 403: the token does not allow this | false
          403 | text/html        | <html>no</html>                 | FORBIDDEN    | 403: the token does not allow this | false
          404 | application/json | {}                              | NOT_FOUND    | 404: not found             | false
          429 | application/json | {}                              | SERVER_FAILS | too many requests | true
          500 | text/plain       | C1MARKERtoken                   | SERVER_FAILS | 500: the server fails | true
          503 | text/html        | <html>                          | SERVER_FAILS | 503: the server fails | true
          302 | text/html        | moved                           | NOT_THE_API  | 302: this is not how the contract API answers | false
          200 | text/html        | hello                           | NOT_THE_API  | the answer is a web page | false
          200 | application/json | <!doctype html>                 | NOT_THE_API  | the answer is a web page | false
          200 | application/json | ''                              | BAD_ANSWER   | the answer cannot be used: is empty | false
          200 | application/json | {"machineToken":                | BAD_ANSWER   | ends too early | false
          200 | application/json | {"C1MARKERtoken": tru}          | BAD_ANSWER   | is not valid JSON | false
          200 | application/json | {"machineToken": "mT"}          | BAD_ANSWER   | machineTokenInfo is missing | false
          200 | application/json | {"machineTokenInfo": {"contractInfo": {"resourceEntitlements": []}}} | BAD_ANSWER | machineToken is missing | false
          200 | application/json | {"machineToken": "MARKER 1", "machineTokenInfo": {"contractInfo": {"resourceEntitlements": []}}} | BAD_ANSWER | the token of the machine is malformed | false
          """)
  void attach_refusal_hasItsKindAndSentence(
      int status, String type, String body, Fault fault, String words, boolean retry) {
    answer(status, type, body);

    ContractApiException refusal = refusal();

    assertThat(refusal.fault()).isEqualTo(fault);
    assertThat(refusal).hasMessageContaining(words);
    assertThat(refusal.kind() == FailureKind.UNREACHABLE).isEqualTo(retry);
    assertThat(refusal.contractId()).isEmpty();
  }

  @Test
  void attach_redirect_isNotFollowed() {
    server.enqueue(
        new MockResponse.Builder()
            .code(307)
            .setHeader("Location", server.url("/elsewhere").toString())
            .build());

    assertThat(refusal().fault()).isEqualTo(Fault.NOT_THE_API);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void attach_noAnswer_timesOut() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    client = ContractClient.create(base, Duration.ofMillis(200), false);

    ContractApiException refusal = refusal();

    assertThat(refusal.fault()).isEqualTo(Fault.TIMED_OUT);
    assertThat(refusal.kind()).isEqualTo(FailureKind.UNREACHABLE);
  }

  @Test
  void attach_connectionCloses_isUnreachable() {
    server.enqueue(
        new MockResponse.Builder().onRequestStart(new SocketEffect.CloseSocket()).build());
    server.enqueue(
        new MockResponse.Builder().onRequestStart(new SocketEffect.CloseSocket()).build());

    assertThat(refusal().fault()).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void attach_nobodyListens_isUnreachable() {
    server.close();

    assertThat(refusal().fault()).isEqualTo(Fault.UNREACHABLE);
  }

  @Test
  void service_hostileDirective_isABadAnswer() {
    answer(
        200,
        "application/json",
        "{\"entitlement\": {\"type\": \"fips\", \"directives\": {\"suites\": [\"a\\nb\"]}}}");

    assertThatExceptionOfType(ContractApiException.class)
        .isThrownBy(() -> client.service(Secret.of("mT"), "id", "fips"))
        .withMessageContaining("the directive suites of fips is refused")
        .satisfies(e -> assertThat(e.fault()).isEqualTo(Fault.BAD_ANSWER))
        .withMessageStartingWith(base.location() + "/v1/resources/fips/context: ");
  }

  @Test
  void attach_serverGaveUpOnTheRequest_notSentAgain() {
    answer(408, "text/plain", "");
    answer(200, "application/json", "{}");

    assertThat(refusal().fault()).isEqualTo(Fault.NOT_THE_API);
    assertThat(server.getRequestCount()).isOne();
  }
}
