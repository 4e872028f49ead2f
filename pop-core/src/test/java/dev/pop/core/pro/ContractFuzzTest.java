package dev.pop.core.pro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.apt.FormatException;
import dev.pop.core.fuzz.Expect;
import java.util.List;

/** JSON and YAML, told apart by how they begin. */
class ContractFuzzTest {
  @FuzzTest
  void parse_anyText_readOrRefused(byte[] input) {
    List<Contract> contracts;
    try {
      contracts = Contract.parseAll(new String(input, UTF_8));
    } catch (FormatException e) {
      Expect.oneLine(e);
      return;
    }
    for (Contract contract : contracts) {
      assertThat(contract.toString()).isNotNull();
      for (Entitlement entitlement : contract.entitlements()) {
        assertThat(entitlement.type())
            .matches(type -> type.chars().noneMatch(Character::isISOControl), "is printable");
      }
    }
  }
}
