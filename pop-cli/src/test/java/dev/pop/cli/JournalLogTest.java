package dev.pop.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket as the journal's: one of datagrams, in the file system. */
@Timeout(60)
class JournalLogTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private DatagramReceiver journal;
  private JournalLog log;

  @BeforeEach
  void listen() throws IOException {
    Path socket = directory.resolve("socket");
    journal = DatagramReceiver.at(socket);
    log = new JournalLog(new PrintStream(err, true, UTF_8), socket);
  }

  @AfterEach
  void close() {
    log.close();
    journal.close();
  }

  private static LogLine line(LogLevel level, String message, Map<String, Object> fields) {
    return new LogLine(Outcome.NOW, level, "run1", "file_failed", message, fields);
  }

  /** Reads an entry as the journal does. */
  private static Map<String, String> entry(byte[] datagram) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, String> fields = new LinkedHashMap<>();
    while (bytes.hasRemaining()) {
      StringBuilder name = new StringBuilder();
      byte next = bytes.get();
      for (; next != '=' && next != '\n'; next = bytes.get()) {
        name.append((char) next);
      }
      int length = next == '=' ? 0 : (int) bytes.getLong();
      while (next == '=' && bytes.get(bytes.position() + length) != '\n') {
        length++;
      }
      byte[] value = new byte[length];
      bytes.get(value);
      assertThat(bytes.get()).isEqualTo((byte) '\n');
      fields.put(name.toString(), new String(value, UTF_8));
    }
    return fields;
  }

  @Test
  void write_entryWithPriorityRunAndFields() throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stage", "archive");
    fields.put("bytes", 12L);

    log.write(line(LogLevel.ERROR, "pool/ä.deb: 404", fields));

    assertThat(entry(journal.next()))
        .containsExactly(
            Map.entry("MESSAGE", "pool/ä.deb: 404"),
            Map.entry("PRIORITY", "3"),
            Map.entry("SYSLOG_IDENTIFIER", "pop"),
            Map.entry("POP_RUN", "run1"),
            Map.entry("POP_EVENT", "file_failed"),
            Map.entry("POP_STAGE", "archive"),
            Map.entry("POP_BYTES", "12"));
    assertThat(err.size()).isZero();
  }

  @Test
  void write_severalLines_oneEntry() throws IOException {
    log.write(line(LogLevel.WARN, "one\ntwo=2\n", Map.of()));

    assertThat(entry(journal.next()))
        .containsEntry("MESSAGE", "one\ntwo=2\n")
        .containsEntry("PRIORITY", "4");
  }

  @Test
  void write_tooLongForADatagram_toStderrWithPriority() throws IOException {
    String large = "x".repeat(4 << 20);

    log.write(line(LogLevel.INFO, large + "\nmore", Map.of()));
    log.write(line(LogLevel.DEBUG, "small", Map.of()));

    assertThat(err.toString(UTF_8).lines()).containsExactly("<6>run1 " + large, "<6>run1 more");
    assertThat(entry(journal.next())).containsEntry("MESSAGE", "small");
  }

  @Test
  void write_nobodyListens_toStderrUntilSomebodyDoes() throws IOException {
    Path other = directory.resolve("later");
    JournalLog late = new JournalLog(new PrintStream(err, true, UTF_8), other);

    late.write(line(LogLevel.ERROR, "lost?", Map.of()));
    try (DatagramReceiver receiver = DatagramReceiver.at(other)) {
      late.write(line(LogLevel.ERROR, "found", Map.of()));
      assertThat(entry(receiver.next())).containsEntry("MESSAGE", "found");
    } finally {
      late.close();
    }

    assertThat(err.toString(UTF_8)).isEqualTo("<3>run1 lost?\n");
  }

  @Test
  void receives_onlyWhenStderrIsTheStreamThatSystemdNames() throws IOException {
    Path stderr = Files.createFile(directory.resolve("stderr"));
    Map<String, Object> file = Files.readAttributes(stderr, "unix:dev,ino");
    String stream = file.get("dev") + ":" + file.get("ino");

    assertThat(JournalLog.receives(Map.of("JOURNAL_STREAM", stream), stderr)).isTrue();
    assertThat(JournalLog.receives(Map.of("JOURNAL_STREAM", stream + "1"), stderr)).isFalse();
    assertThat(JournalLog.receives(Map.of(), stderr)).isFalse();
    assertThat(JournalLog.receives(Map.of("JOURNAL_STREAM", stream), directory.resolve("nothing")))
        .isFalse();
  }
}
