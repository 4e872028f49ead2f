package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.pop.mirror.fixture.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code estimate} and {@code disk-usage}. */
@Timeout(60)
class EstimateCommandTest extends ListCommandsFixture {
  private static final String PACKAGES_INDEX = ".*(Packages|by-hash).*";

  @Test
  void estimate_fromOptionsAndFromTheList_isTheSame() throws Exception {
    JsonObject fromOptions = pop("estimate", infra("--json")).exits(0).json();
    assertThat(list).doesNotExist();
    pop("create-mirror-list", infra()).exits(0);

    JsonObject fromList = pop("estimate", "--json").exits(0).json();

    // What is free changes while others write to the same disk.
    fromOptions.remove("available_bytes");
    fromList.remove("available_bytes");
    assertThat(fromList).isEqualTo(fromOptions);
    assertThat(world.base()).doesNotExist();
  }

  @Test
  void estimate_json_keysInOrder() throws Exception {
    JsonObject json = pop("estimate", infra("--json")).exits(0).json();

    assertThat(json.keySet())
        .containsExactly(
            "bytes",
            "readable",
            "packages",
            "included_repos",
            "index_bytes",
            "total_bytes",
            "allocated_bytes",
            "held_bytes",
            "download_bytes",
            "available_bytes",
            "fits",
            "repositories",
            "problems");
    long size = deb("hello", "1.0").sizeBytes() + deb("world", "1.0").sizeBytes();
    assertThat(json.get("bytes").getAsLong()).isEqualTo(size);
    assertThat(json.get("packages").getAsLong()).isEqualTo(2);
    assertThat(json.getAsJsonArray("included_repos").get(0).getAsString())
        .isEqualTo("deb [arch=amd64] " + world.url() + " jammy main");
    JsonObject suite = json.getAsJsonArray("repositories").get(0).getAsJsonObject();
    assertThat(suite.keySet())
        .containsExactly("archive", "repository", "suite", "architectures", "bytes", "packages");
    assertThat(suite.get("repository").getAsString()).isEqualTo(world.url());
  }

  @Test
  void estimate_words() {
    assertThat(pop("estimate", infra()).exits(0).out())
        .contains(" jammy [amd64]\n", "\npackages:    2 in ", "\nfree: ", ", it fits\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 404})
  void estimate_unreadableSuite_exit3(int status) throws Exception {
    world.upstream().fault(Fault.status(status).on(PACKAGES_INDEX));

    Outcome outcome = pop("estimate", infra("--json")).exits(3);

    JsonObject json = outcome.json();
    assertThat(json.getAsJsonArray("problems").get(0).getAsString())
        .startsWith(world.url() + " jammy: ")
        .contains(String.valueOf(status));
    assertThat(json.getAsJsonArray("repositories")).isEmpty();
    assertThat(outcome.err()).contains(String.valueOf(status));
    assertThat(pop("estimate", infra()).exits(3).out()).contains("incomplete: 1 problems");
  }

  @Test
  void estimate_wrongToken_exit3() throws Exception {
    secret("pop_resources.json", "{\"esm-infra\": \"wrong" + MARKER + "\"}");

    assertThat(pop("estimate", infra()).exits(3).err()).contains("401");
  }

  @Test
  void estimate_noList_exit2() {
    assertThat(pop("estimate").exits(2).err()).contains(list + ": there is no such file");
  }

  @Test
  void diskUsage_ofAPath() throws Exception {
    Path mirror = Files.createDirectories(directory.resolve("some/mirror"));
    Files.write(Files.createDirectory(mirror.resolve("d")).resolve("f"), new byte[2048]);

    JsonObject json = pop("disk-usage", "--json", mirror.toString()).exits(0).json();

    assertThat(json.keySet())
        .containsExactly(
            "total_size_bytes",
            "total_size_readable",
            "total_files",
            "total_dirs",
            "available_bytes");
    assertThat(json.get("total_size_bytes").getAsLong()).isEqualTo(2048);
    assertThat(json.get("total_size_readable").getAsString()).isEqualTo("2.00 KB");
    assertThat(pop("disk-usage", mirror.toString()).exits(0).out())
        .isEqualTo(mirror + ": 2.00 KB in 1 file and 1 directory\n");
  }

  @Test
  void diskUsage_ofTheListsMirror_beforeAndAfterASync() throws Exception {
    pop("create-mirror-list", infra()).exits(0);
    assertThat(pop("disk-usage").exits(0).out())
        .isEqualTo(world.mirror() + ": 0.00 B in 0 files and 0 directories\n");

    pop("sync").exits(0);

    JsonObject estimate = pop("estimate", "--json").exits(0).json();
    JsonObject usage = pop("disk-usage", "--json").exits(0).json();
    assertThat(usage.get("total_size_bytes")).isEqualTo(estimate.get("total_bytes"));
    assertThat(estimate.get("download_bytes").getAsLong()).isZero();
  }

  @Test
  void diskUsage_badArguments_exit2() {
    assertThat(pop("disk-usage", "one", "two").exits(2).err()).contains("takes one PATH, not 2");
    assertThat(pop("disk-usage").exits(2).err()).contains(list + ": there is no such file");
  }
}
