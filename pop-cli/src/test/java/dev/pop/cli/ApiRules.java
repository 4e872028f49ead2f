package dev.pop.cli;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import dev.pop.core.Internal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds classes against a listing of API types. Each finding is a sentence that says what to do.
 */
final class ApiRules {
  private static final String PAGE = "docs/api.md";

  /** Libraries may have other packages below {@code javax}. */
  private static final List<String> JDK = List.of("java.", "javax.net.", "javax.security.");

  private final JavaClasses classes;
  private final ApiListing listing;

  ApiRules(JavaClasses classes, ApiListing listing) {
    this.classes = classes;
    this.listing = listing;
  }

  /** Public types that are neither listed nor marked. */
  List<String> undecided() {
    return classes.stream()
        .filter(ApiRules::isPublic)
        .filter(type -> !isInternal(type) && !isListed(type))
        .map(
            type ->
                "%s is public: list it in %s, mark it @Internal or make it package-private"
                    .formatted(type.getName(), PAGE))
        .sorted()
        .toList();
  }

  /** Rows of the page that no public type stands behind, or a marked one. */
  List<String> mistaken() {
    return listing.types().stream().flatMap(name -> mistake(name).stream()).sorted().toList();
  }

  private Optional<String> mistake(String name) {
    if (!classes.contain(name)) {
      return Optional.of("%s is listed in %s and does not exist".formatted(name, PAGE));
    }
    JavaClass type = classes.get(name);
    if (!isPublic(type)) {
      return Optional.of("%s is listed in %s and not public".formatted(name, PAGE));
    }
    return isInternal(type)
        ? Optional.of("%s is listed in %s and marked @Internal; choose one".formatted(name, PAGE))
        : Optional.empty();
  }

  /** What the API mentions and is none: types of libraries, internal types and hidden ones. */
  List<String> leaks() {
    return classes.stream()
        .filter(this::isApi)
        .flatMap(type -> Stream.concat(supertypes(type), members(type)))
        .sorted()
        .toList();
  }

  private Stream<String> supertypes(JavaClass type) {
    return Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
        .flatMap(each -> foreign(Stream.of(each)))
        .map(each -> "%s extends or implements %s".formatted(type.getName(), each));
  }

  private Stream<String> members(JavaClass type) {
    return type.getMembers().stream()
        .filter(member -> isOffered(type, member))
        .flatMap(
            member ->
                foreign(signature(member))
                    .map(
                        each ->
                            "%s mentions %s, which is no API: list that type in %s, mark this"
                                    .formatted(member.getFullName(), each, PAGE)
                                + " member @Internal or change its signature"));
  }

  private static boolean isOffered(JavaClass type, JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC)
        && !member.isAnnotatedWith(Internal.class)
        && !(type.isRecord() && member instanceof JavaConstructor);
  }

  private static Stream<JavaType> signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit method = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(method.getReturnType()),
            method.getParameterTypes().stream(),
            method.getTypeParameters().stream(),
            method.getExceptionTypes().stream())
        .flatMap(each -> each);
  }

  /** Names of the types in these, arguments of generic types included, that are no API. */
  private Stream<String> foreign(Stream<? extends JavaType> types) {
    return types
        .flatMap(each -> each.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .filter(each -> !each.isPrimitive() && !isOfJdk(each) && !isApi(each))
        .map(JavaClass::getName)
        .collect(Collectors.toSet())
        .stream();
  }

  private static boolean isOfJdk(JavaClass type) {
    return JDK.stream().anyMatch(type.getPackageName()::startsWith);
  }

  private boolean isApi(JavaClass type) {
    return isPublic(type) && isListed(type) && !isInternal(type);
  }

  private boolean isListed(JavaClass type) {
    return withEnclosing(type).anyMatch(each -> listing.types().contains(each.getName()));
  }

  private static boolean isInternal(JavaClass type) {
    return withEnclosing(type).anyMatch(each -> each.isAnnotatedWith(Internal.class))
        || type.getPackage().tryGetAnnotationOfType(Internal.class.getName()).isPresent();
  }

  private static boolean isPublic(JavaClass type) {
    return !type.isAnonymousClass()
        && !type.isLocalClass()
        && !type.getModifiers().contains(JavaModifier.SYNTHETIC)
        && withEnclosing(type)
            .allMatch(
                each ->
                    each.getModifiers().contains(JavaModifier.PUBLIC)
                        || each.getModifiers().contains(JavaModifier.PROTECTED));
  }

  private static Stream<JavaClass> withEnclosing(JavaClass type) {
    return Stream.iterate(
            Optional.of(type),
            Optional::isPresent,
            each -> each.flatMap(JavaClass::getEnclosingClass))
        .flatMap(Optional::stream);
  }
}
