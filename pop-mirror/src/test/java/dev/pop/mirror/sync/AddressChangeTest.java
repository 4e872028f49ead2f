package dev.pop.mirror.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pop.mirror.fixture.ReceivedRequest;
import dev.pop.mirror.fixture.UpstreamServer;
import dev.pop.mirror.report.DayTraffic;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.RunStatistics;
import dev.pop.mirror.report.SuiteReport;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An archive gets another address, and stays the same archive. */
@Timeout(60)
class AddressChangeTest extends MirrorSyncFixture {
  private UpstreamServer other;

  @BeforeEach
  void startOther() throws IOException {
    other = UpstreamServer.start(world.archive().root().resolveSibling(""));
  }

  @AfterEach
  void stopOther() {
    other.close();
  }

  /** The archive with the id {@code ubuntu}, wherever it is fetched from. */
  private MirrorList at(String url) throws MirrorListException {
    String text =
        world.listText(
            "deb [arch=amd64,src] URL jammy main",
            "mirror_path URL ubuntu",
            "set metrics_file " + metricsFile());
    return MirrorList.parse(text.replace(world.url(), url), "mirror.list");
  }

  private Path metricsFile() {
    return directory.resolve("pop.prom");
  }

  private MirrorList atOther() throws MirrorListException {
    return at(other.url("ubuntu"));
  }

  private static Optional<ReleaseSignature> signature(MirrorList list) throws Exception {
    return MirrorState.read(list.settings())
        .manifest(list.repositories().get(0), list.suites().get(0))
        .orElseThrow()
        .signature();
  }

  private void assertNothingIsFetchedAgain(Optional<ReleaseSignature> signature) throws Exception {
    SyncReport report = world.completes(atOther());

    assertThat(other.paths()).containsExactly("ubuntu/dists/jammy/InRelease");
    ReceivedRequest request = other.requests().get(0);
    assertThat(request.ifNoneMatch()).isEmpty();
    assertThat(request.ifModifiedSince()).isEmpty();
    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.UNCHANGED);
    assertThat(signature(atOther())).isEqualTo(signature);

    other.clear();
    world.completes(atOther());
    assertThat(other.requests()).extracting(ReceivedRequest::status).containsExactly(304);
  }

  private void assertHistoryGoesOn(MirrorList list, long runs) throws Exception {
    assertThat(MirrorHealth.of(list).call().repositories().get(0).lastSuccess()).isPresent();
    Path reports = MirrorLayout.of(list.settings()).reports();
    assertThat(RunStatistics.in(reports).since(LocalDate.EPOCH).days())
        .extracting(DayTraffic::archive, DayTraffic::runs)
        .containsExactly(tuple("", runs), tuple("ubuntu", runs));
    assertThat(Files.readAllLines(metricsFile()).stream())
        .filteredOn(line -> line.startsWith("pop_requests_total") && line.contains("2xx"))
        .singleElement()
        .asString()
        .startsWith("pop_requests_total{repository=\"ubuntu\",suite=\"jammy\",class=\"2xx\"} ");
    assertThat(Files.readString(metricsFile())).doesNotContain("http");
  }

  @Test
  void sync_anotherServer_nothingIsFetchedAgainAndHistoryGoesOn() throws Exception {
    MirrorList list = at(world.url());
    world.completes(list);
    Optional<ReleaseSignature> signature = signature(list);
    assertThat(signature).hasValueSatisfying(it -> assertThat(it.verified()).isTrue());

    assertNothingIsFetchedAgain(signature);
    assertHistoryGoesOn(atOther(), 3);
  }

  @Test
  void sync_urlGetsCredentials_nothingIsFetchedAgainAndHistoryGoesOn() throws Exception {
    world.completes(at(world.url()));
    world.upstream().requireBasic("bearer", "token");
    world.upstream().clear();

    MirrorList list = at(world.url("bearer", "token"));
    SyncReport report = world.completes(list);

    assertThat(report.repositories().get(0).status()).isEqualTo(SuiteReport.Status.UNCHANGED);
    assertThat(world.upstream().requests("ubuntu/dists/.*"))
        .extracting(ReceivedRequest::status)
        .containsExactly(304);
    assertThat(report.downloadedFiles()).isZero();
    assertHistoryGoesOn(list, 2);
  }

  @Test
  void sync_filesOfAnEarlierVersion_areTakenOver() throws Exception {
    MirrorList list = at(world.url());
    world.completes(list);
    Optional<ReleaseSignature> signature = signature(list);
    makeFormer(other.url("ubuntu").replace("http:", "https:"));

    assertNothingIsFetchedAgain(signature);
    assertHistoryGoesOn(atOther(), 3);
  }

  @Test
  void sync_filesOfAnEarlierVersion_sameAddress_conditionalRequest() throws Exception {
    world.completes(at(world.url()));
    makeFormer(world.url());
    world.upstream().clear();

    world.completes(at(world.url()));

    assertThat(world.upstream().requests())
        .extracting(ReceivedRequest::status)
        .containsExactly(304);
  }

  /** Makes what is remembered as earlier versions wrote it: under the URL that the list had. */
  private void makeFormer(String url) throws IOException {
    try (Stream<Path> files = Files.list(world.var().resolve("pop/manifests"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".manifest")).toList()) {
        edit(
            file,
            "Selection: jammy main=amd64\\+source by-hash=yes contents",
            "Selection: "
                + url
                + " jammy WHERE_OFFERED {main=Wanted[architectures=[amd64], sources=true]}");
        edit(file, "(?m)^Server: .*\n", "");
      }
    }
    try (Stream<Path> files = Files.list(world.var().resolve("reports"))) {
      for (Path file : files.toList()) {
        if (file.toString().endsWith(".tsv")) {
          edit(file, "(?m)\t[^\t]*$", "");
          edit(file, "\tubuntu\t", "\t" + url + "\t");
        } else {
          edit(file, "\"archive\": \"ubuntu\",", "");
        }
      }
    }
    edit(world.var().resolve("pop/metrics-runs"), "\"ubuntu\"", "\"" + url + "\"");
  }

  private static void edit(Path file, String pattern, String replacement) throws IOException {
    String before = Files.readString(file);
    String after = before.replaceAll(pattern, replacement);
    assertThat(after).as(file.toString()).isNotEqualTo(before);
    Files.writeString(file, after);
  }
}
