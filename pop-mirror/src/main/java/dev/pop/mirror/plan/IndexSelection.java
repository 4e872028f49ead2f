package dev.pop.mirror.plan;

import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.io.Compression;
import dev.pop.mirror.plan.IndexGroup.Kind;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.WantedSuite;
import dev.pop.mirror.repository.WantedSuite.WantedComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which indices of a suite a client of the wanted components and architectures can ask for.
 *
 * @param groups the indices
 * @param absent what was wanted and the suite does not have, one sentence each
 */
public record IndexSelection(List<IndexGroup> groups, List<String> absent) {

  /** Indices of one component, by the path of their plain form below it. */
  private static final Pattern COMPONENT_INDEX =
      Pattern.compile(
          "binary-(?<binary>[^/]+)/(Packages|Release)"
              + "|(?<source>source/(Sources|Release))"
              + "|cnf/Commands-(?<cnf>[^/]+)"
              + "|dep11/Components-(?<dep11>[^/]+)\\.yml"
              + "|Contents-(?<contents>[^/]+)"
              + "|(?<common>i18n/(Translation-[^/]+|Index)|dep11/icons-[^/]+\\.tar)");

  private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+./_-]{0,40}");

  /** So many components at most are named in a message. */
  private static final int MOST_NAMED = 10;

  private static final Pattern SUITE_CONTENTS = Pattern.compile("Contents-(?<contents>[^/]+)");

  private static final Pattern FLAT_INDEX =
      Pattern.compile("(Packages|Sources|Translation-[^/]+|Contents-[^/]+)");

  public IndexSelection {
    groups = List.copyOf(groups);
    absent = List.copyOf(absent);
  }

  /** Chooses what is wanted of a suite among what its {@code release} lists. */
  public static IndexSelection of(ReleaseFile release, Suite suite) {
    return new Chooser(release, suite).choose();
  }

  private static final class Chooser {
    private final ReleaseFile release;
    private final Suite suite;
    private final WantedSuite whole;
    private final Map<String, List<ReleaseEntry>> formsByStem = new LinkedHashMap<>();
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final List<String> absent = new ArrayList<>();

    Chooser(ReleaseFile release, Suite suite) {
      this.release = release;
      this.suite = suite;
      this.whole = suite.wanted();
      for (ReleaseEntry entry : release.entries().values()) {
        formsByStem
            .computeIfAbsent(Compression.stem(entry.path()), stem -> new ArrayList<>())
            .add(entry);
      }
    }

    IndexSelection choose() {
      if (suite.isFlat()) {
        chooseFlat();
      } else {
        whole.components().forEach(this::chooseComponent);
        chooseSuiteContents();
      }
      List<IndexGroup> groups = new ArrayList<>();
      kinds.forEach((stem, kind) -> groups.add(new IndexGroup(stem, kind, forms(stem))));
      if (!absent.isEmpty() && !release.unusable().isEmpty()) {
        absent.add("Release has unusable lines: " + String.join("; ", release.unusable()));
      }
      return new IndexSelection(groups, absent);
    }

    /** The components that Release names, as far as it names them well. */
    private String others() {
      List<String> names =
          release.components().stream()
              .filter(name -> COMPONENT.matcher(name).matches())
              .limit(MOST_NAMED)
              .toList();
      return names.isEmpty() ? "" : "; it has: " + String.join(", ", names);
    }

    private List<ReleaseEntry> forms(String stem) {
      List<ReleaseEntry> forms = new ArrayList<>(formsByStem.getOrDefault(stem, List.of()));
      forms.sort(Comparator.comparing(form -> Compression.ofFileName(form.path())));
      return forms;
    }

    private void chooseFlat() {
      for (String stem : formsByStem.keySet()) {
        if (FLAT_INDEX.matcher(stem).matches() && wantedFlat(stem)) {
          kinds.put(stem, kindOf(stem));
        }
      }
      if (!whole.architectures().isEmpty() && !kinds.containsKey("Packages")) {
        absent.add("the flat suite " + suite.name() + " has no Packages index");
      }
      if (whole.sources() && !kinds.containsKey("Sources")) {
        absent.add("the flat suite " + suite.name() + " has no Sources index");
      }
    }

    private boolean wantedFlat(String stem) {
      if (stem.equals("Sources")) {
        return whole.sources();
      }
      return !whole.architectures().isEmpty()
          && (whole.contents() || !stem.startsWith("Contents-"));
    }

    private void chooseComponent(String component, WantedComponent wanted) {
      String prefix = prefix(component) + "/";
      boolean any = false;
      for (String stem : formsByStem.keySet()) {
        if (stem.startsWith(prefix)) {
          any = true;
          if (isWanted(stem.substring(prefix.length()), wanted)) {
            kinds.put(stem, kindOf(stem));
          }
        }
      }
      if (!any) {
        absent.add("the suite " + suite.name() + " has no component " + component + others());
        return;
      }
      for (String architecture : wanted.architectures()) {
        if (!kinds.containsKey(prefix + "binary-" + architecture + "/Packages")
            && !(servedByAll(architecture) && kinds.containsKey(prefix + "binary-all/Packages"))) {
          absent.add(
              "component "
                  + component
                  + " of "
                  + suite.name()
                  + " has no packages for "
                  + architecture);
        }
      }
      if (wanted.sources() && !kinds.containsKey(prefix + "source/Sources")) {
        absent.add("component " + component + " of " + suite.name() + " has no sources");
      }
    }

    /**
     * Whether the packages for every architecture can be all there is for this one: it is a listed
     * one, or none is listed.
     */
    private boolean servedByAll(String architecture) {
      List<String> listed = release.architectures();
      return listed.contains(architecture) || Set.of("all", "source").containsAll(listed);
    }

    /**
     * The directory of a component. {@code Components} may give it with a prefix of the suite, as
     * in {@code updates/main}, that the paths do not have.
     */
    private String prefix(String component) {
      boolean present =
          formsByStem.keySet().stream().anyMatch(stem -> stem.startsWith(component + "/"));
      return present || !release.components().contains(component)
          ? component
          : component.substring(component.lastIndexOf('/') + 1);
    }

    private boolean isWanted(String path, WantedComponent wanted) {
      Matcher index = COMPONENT_INDEX.matcher(path);
      if (!index.matches()) {
        return false;
      }
      if (index.group("source") != null) {
        return whole.sources();
      }
      if (index.group("common") != null) {
        return !wanted.architectures().isEmpty();
      }
      if (index.group("contents") != null) {
        return wantsContents(index.group("contents"), wanted.architectures(), wanted.sources());
      }
      String architecture =
          Optional.ofNullable(index.group("binary"))
              .or(() -> Optional.ofNullable(index.group("cnf")))
              .orElseGet(() -> index.group("dep11"));
      return wanted.architectures().contains(architecture)
          || (architecture.equals("all")
              && release.supportsArchitectureAll()
              && !wanted.architectures().isEmpty());
    }

    private void chooseSuiteContents() {
      for (String stem : formsByStem.keySet()) {
        Matcher index = SUITE_CONTENTS.matcher(stem);
        if (index.matches()
            && wantsContents(index.group("contents"), whole.architectures(), whole.sources())) {
          kinds.put(stem, Kind.OTHER);
        }
      }
    }

    /** Clients read the {@code Contents} of {@code all} beside their architecture's own. */
    private boolean wantsContents(String of, Set<String> architectures, boolean sources) {
      if (!whole.contents()) {
        return false;
      }
      return switch (of) {
        case "source" -> sources;
        case "all" -> !architectures.isEmpty();
        default -> architectures.contains(of);
      };
    }

    private static Kind kindOf(String stem) {
      String name = stem.substring(stem.lastIndexOf('/') + 1);
      return switch (name) {
        case "Packages" -> Kind.PACKAGES;
        case "Sources" -> Kind.SOURCES;
        case "Release" -> Kind.RELEASE;
        default -> Kind.OTHER;
      };
    }
  }
}
