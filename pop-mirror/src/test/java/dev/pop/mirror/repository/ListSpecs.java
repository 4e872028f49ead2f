package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Throwables;
import dev.pop.core.Diagnostic;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import dev.pop.core.pro.ServiceCatalogue;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** Specifications of lists, for tests, with a marker for a token. */
final class ListSpecs {
  static final Clock CLOCK =
      Clock.fixed(Instant.parse("2023-03-15T10:30:45.123456Z"), ZoneOffset.UTC);

  static final String MARKER = "MARKERtoken123";

  private ListSpecs() {}

  static ProTokens tokens() throws IOException {
    return ProTokens.parse(
        ServiceCatalogue.all().stream()
            .map(service -> "\"" + service.type() + "\": \"" + MARKER + "\"")
            .collect(Collectors.joining(", ", "{", "}")));
  }

  static MirrorListSpec.Builder services(String release, String... names) throws IOException {
    return MirrorListSpec.forRelease(release).entitlements(List.of(names)).tokens(tokens());
  }

  /** The list without the keyrings that its lines name. */
  static String render(MirrorListSpec.Builder spec) throws MirrorListException {
    return MirrorList.render(spec.build(), CLOCK)
        .replaceAll("\\[signed-by=\\S+] ", "")
        .replaceAll(" signed-by=[^] ]+", "");
  }

  /** The lines after the header, without the empty ones. */
  static List<String> lines(MirrorListSpec.Builder spec) throws MirrorListException {
    String text = render(spec);
    return text.substring(text.lastIndexOf("# end config #")).lines().skip(1).toList().stream()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  static List<String> faults(MirrorListSpec.Builder spec) {
    MirrorListException e = catchThrowableOfType(MirrorListException.class, () -> render(spec));
    assertThat(e).as("the specification is refused").isNotNull();
    assertThat(Throwables.getStackTraceAsString(e)).doesNotContain(MARKER);
    return e.faults().stream().map(Diagnostic::toString).toList();
  }

  static Contract contract(String entitlement) throws IOException {
    return Contract.parse(
        "{\"C1"
            + MARKER
            + "\": {\"contractInfo\": {\"effectiveTo\": \"2030-01-31T00:00:00Z\","
            + " \"resourceEntitlements\": ["
            + entitlement
            + "]}}}");
  }

  static String infra(String members) {
    return "{\"type\": \"esm-infra\", \"entitled\": true, " + members + "}";
  }

  static String at(String base, String path) {
    return base.replace("http://", "http://bearer:" + MARKER + "@") + "/" + path + "/ubuntu/";
  }

  static MirrorListSpec.Builder standard(String release, String... architectures) {
    return MirrorListSpec.forRelease(release)
        .standardRepos(true)
        .architectures(List.of(architectures))
        .components(List.of("main", "universe"))
        .pockets(List.of("release", "security"));
  }
}
