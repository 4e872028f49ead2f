package dev.pop.mirror.repository;

import dev.pop.core.apt.UbuntuSeries;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.Keyrings;
import dev.pop.core.pro.ProService;
import dev.pop.core.pro.ProTokens;
import dev.pop.core.pro.ServiceCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a new mirror list shall name.
 *
 * @param release series of Ubuntu, such as {@code jammy}
 * @param architectures binary ones, and {@code source} for source packages
 * @param entitlements Pro services, by contract type or short name such as {@code infra}
 * @param contract whose directives win over the service catalogue
 * @param tokens resource tokens of the entitlements
 * @param mirrorHost fetch the Pro services from this host instead of Canonical's, over HTTP
 * @param mirrorPort its port, when it is not 80
 * @param standardRepos whether Ubuntu's own archive is mirrored too
 * @param components of Ubuntu's own archive
 * @param pockets of Ubuntu's own archive: {@code release}, {@code updates}, {@code security},
 *     {@code backports}, {@code proposed}
 * @param basePath the mirror's base path
 * @param plainSuites write the bare release as the one suite of each service
 * @param keyrings directories of the keyrings that {@code signed-by} names: of each, the first that
 *     has it, else the last
 */
public record MirrorListSpec(
    String release,
    List<String> architectures,
    List<String> entitlements,
    Optional<Contract> contract,
    ProTokens tokens,
    Optional<String> mirrorHost,
    Optional<Integer> mirrorPort,
    boolean standardRepos,
    List<String> components,
    List<String> pockets,
    Path basePath,
    boolean plainSuites,
    List<Path> keyrings) {

  /** Ubuntu's own archive is signed with it. */
  private static final String UBUNTU_KEYRING = "ubuntu-archive-keyring.gpg";

  public MirrorListSpec {
    architectures = List.copyOf(architectures);
    entitlements = List.copyOf(entitlements);
    components = List.copyOf(components);
    pockets = List.copyOf(pockets);
    keyrings = List.copyOf(keyrings);
  }

  /** Begins a list for a release; everything else has a default or is added. */
  public static Builder forRelease(String release) {
    return new Builder(release);
  }

  /**
   * What is doubtful in the contract, one sentence each. The list can be made all the same, but Pro
   * clients that are given this contract will have trouble.
   */
  public List<String> contractWarnings() {
    return contractCheck().map(ContractCheck::warnings).orElse(List.of());
  }

  /** The keyrings that the list names and that are not there, one sentence each. */
  public List<String> missingKeyrings() {
    List<String> missing = new ArrayList<>();
    for (String name : new LinkedHashSet<>(entitlements)) {
      ServiceCatalogue.find(name)
          .flatMap(ProService::keyring)
          .filter(file -> !Files.isReadable(keyring(file)))
          .ifPresent(
              file ->
                  missing.add(
                      "the keyring of "
                          + name
                          + " is not there: "
                          + keyring(file)
                          + "; install the package ubuntu-pro-client, or name a directory that has"
                          + " it"));
    }
    if (standardRepos && !Files.isReadable(standardKeyring())) {
      missing.add(
          "the keyring of Ubuntu's archive is not there: "
              + standardKeyring()
              + "; install the package ubuntu-keyring (in Debian: ubuntu-archive-keyring)");
    }
    return missing;
  }

  /** Where the keyring of a service lies, or should lie. */
  Path keyring(String file) {
    return find(file).orElseGet(() -> keyrings.get(keyrings.size() - 1).resolve(file));
  }

  private Optional<Path> find(String file) {
    return keyrings.stream()
        .map(directory -> directory.resolve(file))
        .filter(Files::isReadable)
        .findFirst();
  }

  /** Where the keyring of Ubuntu's own archive lies, or should lie. */
  Path standardKeyring() {
    return find(UBUNTU_KEYRING).orElse(Keyrings.SYSTEM.resolve(UBUNTU_KEYRING));
  }

  Optional<ContractCheck> contractCheck() {
    return contract.map(known -> new ContractCheck(known, release, entitlements));
  }

  /** Collects a {@link MirrorListSpec}. */
  public static final class Builder {
    private final String release;
    private List<String> architectures = List.of("amd64");
    private List<String> entitlements = List.of();
    private Optional<Contract> contract = Optional.empty();
    private ProTokens tokens = ProTokens.NONE;
    private Optional<String> mirrorHost = Optional.empty();
    private Optional<Integer> mirrorPort = Optional.empty();
    private boolean standardRepos;
    private List<String> components = UbuntuSeries.COMPONENTS;
    private List<String> pockets = List.of("release", "updates", "security");
    private Path basePath = Path.of(Setting.BASE_PATH.defaultValue());
    private boolean plainSuites;
    private List<Path> keyrings = List.of(Keyrings.SYSTEM);

    private Builder(String release) {
      this.release = release;
    }

    /** Default {@code amd64}. */
    public Builder architectures(List<String> names) {
      architectures = names;
      return this;
    }

    /** Default none. */
    public Builder entitlements(List<String> names) {
      entitlements = names;
      return this;
    }

    public Builder contract(Contract of) {
      contract = Optional.of(of);
      return this;
    }

    public Builder tokens(ProTokens of) {
      tokens = of;
      return this;
    }

    public Builder mirrorHost(String host) {
      mirrorHost = Optional.of(host);
      return this;
    }

    public Builder mirrorPort(int port) {
      mirrorPort = Optional.of(port);
      return this;
    }

    /** Default no. */
    public Builder standardRepos(boolean wanted) {
      standardRepos = wanted;
      return this;
    }

    /** Default {@code main restricted universe multiverse}. */
    public Builder components(List<String> names) {
      components = names;
      return this;
    }

    /** Default {@code release updates security}. */
    public Builder pockets(List<String> names) {
      pockets = names;
      return this;
    }

    /** Default {@code /var/spool/apt-mirror}. */
    public Builder basePath(Path path) {
      basePath = path;
      return this;
    }

    /** Default no. */
    public Builder plainSuites(boolean wanted) {
      plainSuites = wanted;
      return this;
    }

    /** Default {@code /usr/share/keyrings}. */
    public Builder keyrings(List<Path> directories) {
      keyrings = directories;
      return this;
    }

    public MirrorListSpec build() {
      return new MirrorListSpec(
          release,
          architectures,
          entitlements,
          contract,
          tokens,
          mirrorHost,
          mirrorPort,
          standardRepos,
          components,
          pockets,
          basePath,
          plainSuites,
          keyrings);
    }
  }
}
