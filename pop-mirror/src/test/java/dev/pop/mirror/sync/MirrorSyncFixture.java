package dev.pop.mirror.sync;

import dev.pop.mirror.fixture.MirrorFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The world of a mirror of two packages. */
abstract class MirrorSyncFixture {
  static final String HELLO = "pool/main/h/hello/hello_1.0_amd64.deb";
  static final String WORLD = "pool/main/w/world/world_1.0_amd64.deb";
  @TempDir Path directory;
  MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  List<String> poolRequests() {
    return world.upstream().requests("ubuntu/pool/.*").stream()
        .map(request -> request.path())
        .toList();
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
