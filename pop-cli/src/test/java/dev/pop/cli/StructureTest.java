package dev.pop.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guards who may import whom: the picture of the packages in docs/design.md. */
class StructureTest {
  private static final String ROOT = "dev.pop";

  /** A tree of packages of the same shape in the test sources that breaks every rule once. */
  private static final String BROKEN_ROOT = "dev.pop.broken";

  /** What each package may import besides itself. */
  private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    MAY_IMPORT.put("core", List.of());
    MAY_IMPORT.put("mirror.report", List.of("core"));
    MAY_IMPORT.put("mirror.sample", List.of("core"));
    MAY_IMPORT.put("mirror.repository", List.of("core"));
    MAY_IMPORT.put("mirror.selection", List.of("core", "mirror.report", "mirror.repository"));
    MAY_IMPORT.put("mirror.plan", with("mirror.selection", "mirror.selection"));
    MAY_IMPORT.put("mirror.store", with("mirror.plan", "mirror.plan"));
    MAY_IMPORT.put("mirror.delta", with("mirror.store", "mirror.store"));
    MAY_IMPORT.put("mirror.sync", with("mirror.delta", "mirror.delta"));
    MAY_IMPORT.put("mirror.estimator", with("mirror.delta", "mirror.delta"));
    for (String name : List.of("mirror.bundle", "mirror.proof")) {
      MAY_IMPORT.put(name, with("mirror.sync", "mirror.sync", "mirror.estimator"));
    }
    MAY_IMPORT.put("mirror.service", with("mirror.bundle", "mirror.bundle", "mirror.proof"));
    MAY_IMPORT.put("mirror.setup", with("mirror.service", "mirror.service"));
    MAY_IMPORT.put("mirror.server", with("mirror.setup", "mirror.service", "mirror.setup"));
    MAY_IMPORT.put("cli", with("mirror.server", "mirror.server", "mirror.sample"));
  }

  private static List<String> with(String below, String... more) {
    return Stream.concat(
            Stream.ofNullable(MAY_IMPORT.get(below)).flatMap(List::stream), Stream.of(more))
        .toList();
  }

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("tests.jar"))
          .importPackages(ROOT);

  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(BROKEN_ROOT);

  /** One rule, made for a root whose packages begin with the given name. */
  @FunctionalInterface
  private interface Rule {
    ArchRule in(String root);
  }

  private static Arguments rule(String name, Rule rule, String violator) {
    return Arguments.of(name, rule, violator);
  }

  static Stream<Arguments> rules() {
    Stream<Arguments> imports =
        MAY_IMPORT.keySet().stream()
            .map(
                name ->
                    rule(
                        name + " imports downwards only",
                        root -> downwards(root, name),
                        "." + name + "."));
    Stream<Arguments> others =
        Stream.of(
            rule("every package has its place", StructureTest::known, "attic.Violation"),
            rule("no package cycle", StructureTest::noCycle, "Cycle detected"),
            rule(
                "JCommander",
                root -> only(root, "cli", "com.beust..", "org.jcommander.."),
                "core.Violation"),
            rule(
                "Bouncy Castle",
                root -> only(root, "core.openpgp", "org.bouncycastle.."),
                "core.Violation"),
            rule(
                "HTTP clients",
                root -> only(root, "core.http", "okhttp3..", "okio..", "org.apache.hc.."),
                "core.Violation"),
            rule(
                "Jetty",
                root -> only(root, "mirror.server", "org.eclipse.jetty.."),
                "core.Violation"),
            rule("java.util.logging", StructureTest::noUtilLogging, "core.Violation"),
            rule("programs start without tokens", StructureTest::children, "ProcessBuilder"),
            rule("the library prints nothing", StructureTest::silent, "System.out"),
            rule("the library prints no stack trace", StructureTest::silent, "printStackTrace"));
    return Stream.concat(imports, others);
  }

  private static String inside(String root, String name) {
    return root + "." + name + "..";
  }

  private static ArchRule downwards(String root, String name) {
    String[] mine =
        Stream.concat(
                Stream.of(name), Stream.ofNullable(MAY_IMPORT.get(name)).flatMap(List::stream))
            .map(each -> inside(root, each))
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> foreign =
        JavaClass.Predicates.resideInAPackage(root + "..")
            .and(JavaClass.Predicates.resideOutsideOfPackages(mine));
    return noClasses()
        .that()
        .resideInAPackage(inside(root, name))
        .should()
        .dependOnClassesThat(foreign)
        .allowEmptyShould(true);
  }

  private static ArchRule known(String root) {
    return classes()
        .that()
        .resideOutsideOfPackage(root + ".mirror") // has nothing but its description
        .should()
        .resideInAnyPackage(
            MAY_IMPORT.keySet().stream().map(n -> inside(root, n)).toArray(String[]::new));
  }

  private static ArchRule noCycle(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  private static ArchRule only(String root, String owner, String... library) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .resideOutsideOfPackage(inside(root, owner))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library);
  }

  private static ArchRule noUtilLogging(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..");
  }

  /** {@code TokenFreeProcess} alone takes them away. */
  private static ArchRule children(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .and()
        .doNotHaveFullyQualifiedName(root + ".core.io.TokenFreeProcess")
        .should()
        .accessTargetWhere(DescribedPredicate.describe("start a program", StructureTest::starts));
  }

  private static boolean starts(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    return (owner.isEquivalentTo(ProcessBuilder.class) && name.equals("<init>"))
        || (owner.isEquivalentTo(Runtime.class) && name.equals("exec"));
  }

  private static ArchRule silent(String root) {
    DescribedPredicate<JavaAccess<?>> printing =
        DescribedPredicate.describe("print", StructureTest::prints);
    return noClasses()
        .that()
        .resideInAnyPackage(inside(root, "core"), inside(root, "mirror"))
        .should()
        .accessTargetWhere(printing);
  }

  private static boolean prints(JavaAccess<?> access) {
    String name = access.getTarget().getName();
    return name.equals("printStackTrace")
        || (access.getTargetOwner().isEquivalentTo(System.class)
            && (name.equals("out") || name.equals("err")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void packages_keepTheRule(String name, Rule rule, String violator) {
    rule.in(ROOT).check(MAIN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void brokenPackages_breakTheRule(String name, Rule rule, String violator) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> rule.in(BROKEN_ROOT).check(BROKEN))
        .withMessageContaining(violator);
  }

  @Test
  void packages_areAllRead() {
    assertThat(MAIN)
        .extracting(JavaClass::getName)
        .contains(
            "dev.pop.core.apt.ReleaseFile", "dev.pop.mirror.sync.MirrorSync", "dev.pop.cli.PopCli")
        .doesNotContain("dev.pop.cli.StructureTest", "dev.pop.mirror.fixture.UpstreamServer");
  }
}
