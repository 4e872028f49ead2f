package dev.pop.core.pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.pro.ProService.Archive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceCatalogueTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          infra           | noble  | esm.ubuntu.com/infra/ubuntu           | noble-infra-security noble-infra-updates | ubuntu-pro-esm-infra.gpg | UbuntuESM
          esm-infra       | trusty | esm.ubuntu.com/infra/ubuntu           | trusty-infra-security trusty-infra-updates trusty-security trusty-updates | ubuntu-pro-esm-infra.gpg | UbuntuESM
          esm-infra       | precise | esm.ubuntu.com/infra/ubuntu          | precise | ubuntu-pro-esm-infra.gpg | UbuntuESM
          apps            | xenial | esm.ubuntu.com/apps/ubuntu            | xenial-apps-security xenial-apps-updates | ubuntu-pro-esm-apps.gpg | UbuntuESMApps
          infra-legacy    | trusty | esm.ubuntu.com/infra-legacy/ubuntu    | trusty-infra-legacy-security trusty-infra-legacy-updates | ubuntu-pro-esm-infra-legacy.gpg | UbuntuESM
          esm-apps-legacy | xenial | esm.ubuntu.com/apps-legacy/ubuntu     | xenial-apps-legacy-security xenial-apps-legacy-updates | ubuntu-pro-esm-apps-legacy.gpg | UbuntuESMApps
          fips            | focal  | esm.ubuntu.com/fips/ubuntu            | focal | ubuntu-pro-fips.gpg | UbuntuFIPS
          fips-updates    | noble  | esm.ubuntu.com/fips-updates/ubuntu    | noble-updates | ubuntu-pro-fips.gpg | UbuntuFIPSUpdates
          fips-preview    | jammy  | esm.ubuntu.com/fips-preview/ubuntu    | jammy | ubuntu-pro-fips-preview.gpg | UbuntuFIPSPreview
          cis             | focal  | esm.ubuntu.com/cis/ubuntu             | focal | ubuntu-pro-cis.gpg | UbuntuCIS
          usg             | noble  | esm.ubuntu.com/usg/ubuntu             | noble | ubuntu-pro-cis.gpg | UbuntuCIS
          cc              | bionic | esm.ubuntu.com/cc/ubuntu              | bionic | ubuntu-pro-cc-eal.gpg | UbuntuCC
          ros             | focal  | esm.ubuntu.com/ros/ubuntu             | focal-security | ubuntu-pro-ros.gpg | UbuntuROS
          ros-updates     | focal  | esm.ubuntu.com/ros-updates/ubuntu     | focal-updates | ubuntu-pro-ros.gpg | UbuntuROSUpdates
          realtime        | jammy  | esm.ubuntu.com/realtime/ubuntu        | jammy | ubuntu-pro-realtime-kernel.gpg | UbuntuRealtimeKernel
          anbox-cloud     | jammy  | archive.anbox-cloud.io/stable         | jammy | ubuntu-pro-anbox-cloud.gpg | Anbox
          """)
  void everyRow(
      String name, String series, String base, String suites, String keyring, String origin)
      throws Exception {
    ProService service = ServiceCatalogue.require(name);

    Archive archive = service.archive(series);
    assertThat(archive.base().location()).isEqualTo("https://" + base);
    assertThat(String.join(" ", service.suites(series))).isEqualTo(suites);
    assertThat(service.keyring()).contains(keyring);
    assertThat(service.origin()).contains(origin);
    assertThat(ServiceCatalogue.at(ArchiveUrl.parse("http://bearer:x@" + base + "/")))
        .contains(service);
  }

  @Test
  void suites_seriesWithoutTheService_listsThoseWithIt() throws Exception {
    ProService fips = ServiceCatalogue.require("fips");

    assertThatExceptionOfType(NotOfferedException.class)
        .isThrownBy(() -> fips.suites("noble"))
        .withMessage("fips is not offered for noble; it is known for xenial, bionic, focal")
        .satisfies(e -> assertThat(e.series()).containsExactly("xenial", "bionic", "focal"));
  }

  @Test
  void suites_serviceWithoutArchive_saysSo() throws Exception {
    for (String name : new String[] {"landscape", "livepatch"}) {
      ProService service = ServiceCatalogue.require(name);
      assertThat(service.hasArchive()).isFalse();
      assertThatExceptionOfType(NotOfferedException.class)
          .isThrownBy(() -> service.suites("noble"))
          .withMessage(name + " has no apt repository, so there is nothing to mirror");
    }
  }

  @ParameterizedTest
  @CsvSource({"fip, fips", "inrfa, infra", "emsapps, esm-apps", "real-time, realtime"})
  void require_unknownName_givesNearest(String name, String nearest) {
    assertThatExceptionOfType(UnknownServiceException.class)
        .isThrownBy(() -> ServiceCatalogue.require(name))
        .withMessageContaining("unknown service '" + name + "'; did you mean ")
        .satisfies(e -> assertThat(e.nearest()).contains(nearest));
  }

  @Test
  void require_nothingLikeIt_listsAll() {
    assertThatExceptionOfType(UnknownServiceException.class)
        .isThrownBy(() -> ServiceCatalogue.require("kubernetes"))
        .withMessageContaining("known are esm-infra, infra, ");
  }

  @Test
  void at_otherArchive_isEmpty() throws Exception {
    assertThat(ServiceCatalogue.at(ArchiveUrl.parse("https://esm.ubuntu.com/nothing/ubuntu")))
        .isEmpty();
  }
}
