package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.Bytes;
import dev.pop.core.apt.FormatException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {
  @ParameterizedTest
  @CsvSource({
    "8801AA, 2, 2", // old format, lengths of one, two and four bytes
    "890001AA, 2, 3",
    "8A00000001AA, 2, 5",
    "C201AA, 2, 2", // new format, lengths of one and five bytes
    "C2FF00000001AA, 2, 6",
    "FC00, 60, 2",
  })
  void walk_readsEachFormOfLength(String hex, int tag, int body) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex);

    Packet.Row row = Packet.walk(bytes, 9);

    assertThat(row.packets()).containsExactly(new Packet(tag, 0, body, bytes.length));
    assertThat(row.rest()).isEqualTo(bytes.length);
  }

  @Test
  void walk_readsTwoByteLengthOfTheNewFormat() throws Exception {
    byte[] bytes = Bytes.concat(HexFormat.of().parseHex("C2C001"), new byte[193]);

    assertThat(Packet.walk(bytes, 9).packets()).containsExactly(new Packet(2, 0, 3, 196));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "00", // no packet at all
        "8BAA", // a length that nobody says
        "C2E1AABB", // a part only
        "C2", // cut
        "C205AA",
        "C2C0",
        "C2FF0000",
        "8805AA",
        "8AFFFFFFFFAA", // lengths beyond what an int has
        "C2FFFFFFFFFFAA",
        "C2FF7FFFFFFFAA",
      })
  void walk_whatIsNoWholePacket_isTheRest(String hex) throws Exception {
    byte[] damaged = HexFormat.of().parseHex(hex);
    byte[] bytes = Bytes.concat(HexFormat.of().parseHex("8801AA"), damaged);

    Packet.Row row = Packet.walk(bytes, 9);

    assertThat(row.packets()).hasSize(1);
    assertThat(row.rest()).isEqualTo(3);
  }

  @Test
  void walk_tooMany_isRefused() {
    byte[] bytes = HexFormat.of().parseHex("880088008800");

    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Packet.walk(bytes, 2))
        .withMessage("there are more than 2 OpenPGP packets");
  }
}
