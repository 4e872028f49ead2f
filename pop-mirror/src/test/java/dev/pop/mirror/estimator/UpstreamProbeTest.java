package dev.pop.mirror.estimator;

import static dev.pop.mirror.fixture.MirrorFixture.deb;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.FailureKind;
import dev.pop.mirror.estimator.ProbeResult.Result;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.ReceivedRequest;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As on esm.ubuntu.com, {@code dists} is open to all and {@code pool} wants a token. */
@Timeout(60)
class UpstreamProbeTest {
  private static final String TOKEN = "mArKtoken";
  private static final String POOL = ".*/pool/.*";
  private static final String SIGNED = ".*/(InRelease|Release|Release.gpg)";

  @TempDir Path directory;
  private MirrorFixture world;

  @BeforeEach
  void start() throws IOException {
    world = MirrorFixture.withJammy(directory);
    world.upstream().requireBasicBelow("ubuntu/pool/", "bearer", TOKEN);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private List<ProbeResult> probe(String token, String suites) throws Exception {
    String url = world.url("bearer", token);
    List<ProbeResult> results = probe(world.list("deb " + url + " " + suites));
    assertThat(results.toString()).doesNotContain("mArK");
    assertThat(world.mirror()).doesNotExist();
    return results;
  }

  private static List<ProbeResult> probe(MirrorList list) throws Exception {
    return UpstreamProbe.of(list.repositories(), list.settings().transport()).call();
  }

  private static List<Result> words(List<ProbeResult> results) {
    return results.stream().map(ProbeResult::result).toList();
  }

  @Test
  void goodToken_provenByOneFileWithoutItsBody() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();

    List<ProbeResult> results = probe(TOKEN, "jammy,jammy-updates main");

    assertThat(words(results)).containsExactly(Result.OK, Result.OK, Result.OK);
    assertThat(results).noneMatch(ProbeResult::isFault);
    assertThat(results.get(0).url()).isEqualTo(world.url() + "/dists/jammy/InRelease");
    assertThat(results.get(2).url()).startsWith(world.url() + "/pool/main/");
    assertThat(world.upstream().requests(POOL))
        .singleElement()
        .satisfies(request -> assertThat(request.method()).isEqualTo("HEAD"));
  }

  @Test
  void wrongToken_releaseIsThereAndPoolRefused() throws Exception {
    List<ProbeResult> results = probe("mArKother", "jammy main");

    assertThat(words(results)).containsExactly(Result.OK, Result.BAD_TOKEN);
    assertThat(results.get(0).kind()).isEmpty();
    assertThat(results.get(1).kind()).contains(FailureKind.BAD_TOKEN);
    assertThat(results.get(1).isFault()).isTrue();
    assertThat(results.get(1).line()).isEqualTo(4);
    assertThat(results.get(1).reason()).startsWith("401: the server refuses the credentials");
  }

  @Test
  void twoTokensForOneArchive_eachTried() throws Exception {
    world.archive().suite("jammy-updates").add("main", deb("fresh", "1.0"));
    world.archive().write();

    List<ProbeResult> results =
        probe(
            world.list(
                "deb " + world.url("bearer", TOKEN) + " jammy main",
                "deb " + world.url("bearer", "mArKother") + " jammy-updates main"));

    assertThat(words(results)).containsExactly(Result.OK, Result.OK, Result.OK, Result.BAD_TOKEN);
  }

  @Test
  void forbidden_missingEntitlement() throws Exception {
    world.upstream().fault(Fault.status(403).on(POOL));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.NOT_ENTITLED);
  }

  /** An object store that does not list its content. */
  @Test
  void inReleaseForbidden_releaseIsThere() throws Exception {
    world.upstream().fault(Fault.status(403).on(".*/InRelease"));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.OK);
  }

  /** What a sync says of the same list, in one word. */
  private SyncReport sync(String suites) throws Exception {
    return world.sync(world.list("deb " + world.url("bearer", TOKEN) + " " + suites));
  }

  @Test
  void inReleaseForbidden_releaseIsMissing_suiteIsWrongAsForASync() throws Exception {
    world.upstream().fault(Fault.status(403).on(".*/InRelease"));
    world.upstream().fault(Fault.status(404).on(".*/(Release(.gpg)?|Packages[^/]*)"));

    assertThat(words(probe(TOKEN, "jammy main")))
        .containsExactly(Result.WRONG_SUITE, Result.NOT_PROBED);
    assertThat(sync("jammy main").failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.reason()).contains("is there (404)", "wrong suite or URL?"));
  }

  @Test
  void inReleaseMissing_releaseIsForbidden_tokenOpensNothingAsForASync() throws Exception {
    world.upstream().fault(Fault.status(404).on(".*/InRelease"));
    world.upstream().fault(Fault.status(403).on(".*/(Release(.gpg)?|Packages[^/]*)"));

    assertThat(words(probe(TOKEN, "jammy main")))
        .containsExactly(Result.NOT_ENTITLED, Result.NOT_PROBED);
    assertThat(sync("jammy main").failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).startsWith("403: "));
  }

  private void withoutRelease() {
    world.upstream().fault(Fault.status(404).on(SIGNED));
  }

  @Test
  void noRelease_indicesAreThere_goodAsForASync() throws Exception {
    withoutRelease();

    List<ProbeResult> results = probe(TOKEN, "jammy main");

    assertThat(words(results)).containsExactly(Result.OK, Result.OK);
    assertThat(results.get(0).reason()).startsWith("no Release is there, but");
    assertThat(words(probe("mArKother", "jammy main")))
        .containsExactly(Result.OK, Result.BAD_TOKEN);
    assertThat(sync("jammy main").status()).isEqualTo(SyncReport.Status.COMPLETE);
  }

  @Test
  void noReleaseAndForbidden_indicesAreThere_goodAsForASync() throws Exception {
    world.upstream().fault(Fault.status(403).on(SIGNED));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.OK);
    assertThat(sync("jammy main").status()).isEqualTo(SyncReport.Status.COMPLETE);
  }

  @Test
  void noRelease_listWantsASignature_suiteIsWrongAsForASync() throws Exception {
    withoutRelease();
    MirrorList list =
        world.list(
            "deb [signed-by="
                + directory.resolve(MirrorFixture.KEYRING)
                + "] "
                + world.url("bearer", TOKEN)
                + " jammy main");

    assertThat(words(probe(list))).containsExactly(Result.WRONG_SUITE, Result.NOT_PROBED);
    assertThat(world.sync(list).failures())
        .singleElement()
        .returns(FailureKind.WRONG_SUITE, Failure::kind);
  }

  @Test
  void noRelease_anIndexIsMissing_isLackingAndASyncFails() throws Exception {
    withoutRelease();

    List<ProbeResult> results = probe(TOKEN, "jammy main nosuch");

    assertThat(words(results)).containsExactly(Result.LACKING, Result.NOT_PROBED);
    String missing = "in no form nosuch/binary-amd64/Packages";
    assertThat(results.get(0).reason()).contains(missing);
    assertThat(sync("jammy main nosuch").failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).contains(missing));
  }

  @Test
  void noRelease_itsSignatureIsThere_isDamagedAsForASync() throws Exception {
    world.upstream().fault(Fault.status(404).on(".*/(InRelease|Release)"));

    assertThat(words(probe(TOKEN, "jammy main")))
        .containsExactly(Result.DAMAGED, Result.NOT_PROBED);
    assertThat(sync("jammy main").failures())
        .singleElement()
        .returns(FailureKind.DAMAGED, Failure::kind);
  }

  @Test
  void formsForbiddenAndMissing_forbiddenIsToldAsByASync() throws Exception {
    world.upstream().fault(Fault.status(403).on(".*/Packages.gz"));
    world.upstream().fault(Fault.status(404).on(".*/(Packages|Packages.xz)|.*/by-hash/.*"));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.NOT_ENTITLED);
    assertThat(sync("jammy main").failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).startsWith("403: "));
  }

  @Test
  void byHash_isAskedForAsTheLineSays() throws Exception {
    List<ProbeResult> results =
        probe(world.list("deb [by-hash=no] " + world.url("bearer", TOKEN) + " jammy main"));

    assertThat(words(results)).containsExactly(Result.OK, Result.OK);
    assertThat(world.upstream().requests(".*/by-hash/.*")).isEmpty();
  }

  @Test
  void indexUnderItsDigestRefused_isAskedForByName() throws Exception {
    world.upstream().fault(Fault.status(400).on(".*/by-hash/.*"));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.OK);
  }

  @Test
  void firstFormRefused_anotherIsRead() throws Exception {
    world.upstream().fault(Fault.status(500).on(".*/by-hash/.*"));
    world.upstream().fault(Fault.status(500).on(".*/Packages.xz"));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.OK);
  }

  @Test
  void headNotAllowed_oneByteAsked() throws Exception {
    world.upstream().fault(Fault.status(405).on(POOL).times(1));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.OK);
    assertThat(world.upstream().requests(POOL))
        .extracting(ReceivedRequest::status)
        .containsExactly(405, 206);
  }

  @Test
  void emptyArchive_nothingToProveTheTokenWith() throws Exception {
    world.archive().suite("empty").components("main").architectures("amd64");
    world.archive().write();

    List<ProbeResult> results = probe("mArKother", "empty main");

    assertThat(words(results)).containsExactly(Result.OK, Result.EMPTY);
    assertThat(results).noneMatch(ProbeResult::isFault);
    assertThat(results.get(1).reason()).contains("nothing to prove the token with");
    assertThat(world.upstream().requests(POOL)).isEmpty();
  }

  @Test
  void emptySuiteBesideAnother_theOtherProves() throws Exception {
    world.archive().suite("empty").components("main").architectures("amd64");
    world.archive().write();

    assertThat(words(probe(TOKEN, "empty,jammy main")))
        .containsExactly(Result.OK, Result.OK, Result.OK);
  }

  @Test
  void wrongSuite_toldFromWrongPath() throws Exception {
    List<ProbeResult> results = probe(TOKEN, "jammy,noble main");

    assertThat(words(results)).containsExactly(Result.OK, Result.WRONG_SUITE, Result.OK);
    assertThat(results.get(1).reason())
        .isEqualTo("the archive has no suite noble (404), though it has jammy");
    assertThat(probe(TOKEN, "noble main"))
        .first()
        .satisfies(only -> assertThat(only.result()).isEqualTo(Result.WRONG_SUITE))
        .satisfies(only -> assertThat(only.reason()).contains("though the host answers"));
  }

  @Test
  void componentThatIsNotThere_isLacking() throws Exception {
    List<ProbeResult> results = probe(TOKEN, "jammy main nosuch");

    assertThat(words(results)).containsExactly(Result.LACKING, Result.OK);
    assertThat(results.get(0).reason())
        .isEqualTo("the suite jammy has no component nosuch; it has: main");
  }

  @Test
  void html_isNoRelease() throws Exception {
    world.upstream().fault(Fault.captivePortal());

    assertThat(probe(TOKEN, "jammy main"))
        .first()
        .satisfies(only -> assertThat(only.result()).isEqualTo(Result.NOT_A_RELEASE))
        .satisfies(only -> assertThat(only.reason()).contains("HTML in place of a Release"));
  }

  @Test
  void htmlInThePool_isDamaged() throws Exception {
    world.upstream().fault(Fault.captivePortal().on(POOL));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.DAMAGED);
  }

  @Test
  void listedFileMissing_isDamaged() throws Exception {
    world.upstream().fault(Fault.status(404).on(POOL));

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.DAMAGED);
  }

  @Test
  void indexDamaged_isDamaged() throws Exception {
    world.upstream().fault(Fault.corrupted(1).on(".*/Packages.*|.*/by-hash/.*"));

    List<ProbeResult> results = probe(TOKEN, "jammy main");

    assertThat(words(results)).containsExactly(Result.OK, Result.DAMAGED);
    assertThat(results.get(1).url()).contains("/dists/jammy/main/binary-amd64/");
  }

  @Test
  void everythingGuarded_badTokenAtTheRelease() throws Exception {
    world.upstream().requireBasic("bearer", TOKEN);

    assertThat(words(probe("mArKother", "jammy main")))
        .containsExactly(Result.BAD_TOKEN, Result.NOT_PROBED);
    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.OK);
  }

  @Test
  void serverFails_outage() throws Exception {
    world.upstream().fault(Fault.status(503).on(POOL));
    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OK, Result.OUTAGE);

    world.upstream().fault(Fault.status(500));
    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OUTAGE, Result.NOT_PROBED);
  }

  @Test
  void serverGone_outage() throws Exception {
    world.upstream().close();

    assertThat(words(probe(TOKEN, "jammy main"))).containsExactly(Result.OUTAGE, Result.NOT_PROBED);
  }

  @Test
  void noReleaseToBeHad_saysThatTheTokenWasNotTried() throws Exception {
    List<ProbeResult> results = probe(TOKEN, "noble,focal main");

    assertThat(words(results))
        .containsExactly(Result.WRONG_SUITE, Result.WRONG_SUITE, Result.NOT_PROBED);
    assertThat(results.get(2).reason())
        .isEqualTo(
            "not probed: no suite of the archive could be read, so nothing is known of the token");
    assertThat(results.get(2).isFault()).isFalse();
    assertThat(world.upstream().requests(POOL)).isEmpty();
  }

  @Test
  void nothingOfWhatIsWanted_saysThatTheTokenWasNotTried() throws Exception {
    List<ProbeResult> results = probe(TOKEN, "jammy nosuch");

    assertThat(words(results)).containsExactly(Result.LACKING, Result.NOT_PROBED);
    assertThat(results.get(1).reason())
        .startsWith("not probed: the archive has no index of what is wanted");
  }

  /** The server stands for a proxy, which refuses whatever is asked of it. */
  @Test
  void proxyAsksForCredentials_isNoBadToken() throws Exception {
    world.upstream().fault(Fault.status(407));
    List<ProbeResult> results =
        probe(
            world.list(
                "set use_proxy on",
                "set allow_insecure_credentials 1",
                "set http_proxy " + world.upstream().host() + ":" + world.upstream().port(),
                "deb " + world.url("bearer", TOKEN) + " jammy main"));

    assertThat(words(results)).containsExactly(Result.OUTAGE, Result.NOT_PROBED);
    assertThat(results.get(0).reason()).startsWith("407: the proxy asks for credentials");
  }
}
