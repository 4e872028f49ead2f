package dev.pop.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateHostTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.31.0.1", "192.168.0.7", "169.254.1.1", "[::1]",
        "[fe80::1]", "[fd00::7]", "localhost", "LOCALHOST", "mirror", "a.localhost", "m.local",
        "mirror.corp.internal", "nas.home.arpa"
      })
  void ownNetwork(String host) {
    assertThat(PrivateHost.isPrivate(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.32.0.1",
        "[2001:db8::1]",
        "esm.ubuntu.com",
        "localhost.example.com",
        "10.1.2.3.example.com",
        "internal.example.com"
      })
  void everywhereElse(String host) {
    assertThat(PrivateHost.isPrivate(host)).isFalse();
  }
}
