package dev.pop.mirror.setup;

import dev.pop.core.io.Owners;
import dev.pop.core.io.WorldReadableFiles;
import dev.pop.mirror.setup.SetupStep.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * To whom the mirror belongs: the owner of its base path. Where that is root, a system user of its
 * own gets it, so that nothing that servers answer is read by root.
 */
final class Ownership {
  static final String USER = "pop";

  /** What a base path holds; one with more in it is not the mirror's alone. */
  private static final List<String> PARTS = List.of("mirror", "skel", "var");

  private final Path basePath;
  private final Optional<SystemAccounts> accounts;

  Ownership(Path basePath, Optional<SystemAccounts> accounts) {
    this.basePath = basePath.toAbsolutePath();
    this.accounts = accounts;
  }

  Path basePath() {
    return basePath;
  }

  /** Whether it, or what is given, lies where {@code ProtectHome=} hides it. */
  boolean isInHome(Path program) {
    return Stream.of(basePath, program.toAbsolutePath())
        .anyMatch(path -> path.startsWith("/home") || path.startsWith("/root"));
  }

  /** Who is to run the services. */
  Optional<SystemdUnits.Account> account() throws IOException {
    Path existing = basePath;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    PosixFileAttributes attributes = Files.readAttributes(existing, PosixFileAttributes.class);
    boolean roots = (int) Files.getAttribute(existing, "unix:uid") == 0;
    if (!roots) {
      return Optional.of(
          new SystemdUnits.Account(attributes.owner().getName(), attributes.group().getName()));
    }
    return mayGive() ? Optional.of(new SystemdUnits.Account(USER, USER)) : Optional.empty();
  }

  private boolean mayGive() throws IOException {
    return accounts.isPresent() && Owners.isRoot();
  }

  /**
   * Gives base path and files to whoever runs the services, if this is root.
   *
   * @param others files and directories besides the base path
   */
  StepResult give(List<Path> others) throws IOException, InterruptedException {
    Optional<SystemdUnits.Account> account = account();
    if (!mayGive() || account.isEmpty()) {
      return new StepResult(
          Status.UNCHANGED, "what was written belongs to the user that runs this");
    }
    SystemAccounts system = accounts.orElseThrow();
    String user = account.get().user();
    boolean made = false;
    if (user.equals(USER) && !system.exists(user)) {
      system.create(user);
      made = true;
    }
    for (String part : PARTS) {
      WorldReadableFiles.createDirectories(basePath.resolve(part));
      system.giveTree(basePath.resolve(part), user, account.get().group());
    }
    for (Path other : others) {
      system.giveTree(other, user, account.get().group());
    }
    Set<String> strangers = strangers();
    String detail =
        (made ? "made the user " + user + "; " : "") + "mirror and list belong to " + user;
    if (strangers.isEmpty()) {
      system.give(basePath, user, account.get().group());
      return new StepResult(made ? Status.DONE : Status.UNCHANGED, detail);
    }
    return new StepResult(
        Status.WARNING,
        detail
            + "; "
            + basePath
            + " itself does not, for it holds other things too ("
            + strangers.stream().limit(3).collect(Collectors.joining(", "))
            + ")");
  }

  private Set<String> strangers() throws IOException {
    try (Stream<Path> entries = Files.list(basePath)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !PARTS.contains(name))
          .collect(Collectors.toSet());
    }
  }
}
