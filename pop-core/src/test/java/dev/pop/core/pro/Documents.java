package dev.pop.core.pro;

/** Contracts and tokens that the tests speak of. */
final class Documents {
  /** As the seed's tool keeps it: contract token, account, one contract. */
  static final String CONTRACT =
      """
      {"C1contractToken": {
        "accountInfo": {"id": "aA", "name": "Example Ltd"},
        "contractInfo": {
          "id": "cA", "name": "On premises", "effectiveTo": "2030-01-31T00:00:00Z",
          "products": ["ua"], "resourceEntitlements": [
            {"type": "esm-infra", "entitled": true,
             "affordances": {"architectures": ["amd64", "arm64"], "series": ["jammy", "noble"]},
             "obligations": {"enableByDefault": true},
             "directives": {
               "aptURL": "https://esm.ubuntu.com/infra", "aptKey": "56F7650A24C9E9EC",
               "suites": ["jammy-infra-security", "jammy-infra-updates",
                          "noble-infra-security", "noble-infra-updates"]},
             "series": {"noble": {"directives": {"suites": ["noble-block"]}},
                        "trusty": {"directives": {"aptURL": "https://old.example/infra"}}},
             "overrides": [
               {"selector": {"variant": "v"}, "directives": {"aptURL": "https://esm.ubuntu.com/v"}},
               {"selector": {"cloud": "aws"}, "directives": {"aptURL": "https://esm.ubuntu.com/aws",
                                                             "additionalPackages": ["aws-tool"]}},
               {"selector": {"series": "jammy"}, "directives": {"suites": ["jammy-first"]}},
               {"selector": {"series": "jammy"}, "directives": {"suites": ["jammy-second"]}},
               {"selector": {"series": "jammy", "cloud": "gce"}, "entitled": false}]},
            {"type": "cis", "entitled": true,
             "directives": {"aptURL": "https://esm.ubuntu.com/cis", "suites": ["jammy", "noble"]}},
            {"type": "anbox-cloud", "entitled": true,
             "directives": {"aptURL": "https://archive.anbox-cloud.io/stable", "suites": ["jammy"]}},
            {"type": "livepatch", "entitled": false,
             "directives": {"remoteServer": "https://livepatch.canonical.com", "aptURL": ""}}]}}}
      """;

  private Documents() {}

  /** A contract with one service whose directives are given as JSON. */
  static String withDirectives(String directives) {
    return withEntitlement(
        "\"type\": \"esm-apps\", \"entitled\": true, \"directives\": " + directives);
  }

  static String withEntitlement(String members) {
    return "{\"contractInfo\": {\"resourceEntitlements\": [{" + members + "}]}}";
  }
}
