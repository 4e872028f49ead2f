package dev.pop.cli;

import dev.pop.core.io.Owners;
import dev.pop.core.io.ProcessImage;
import dev.pop.core.io.ShellWord;
import dev.pop.mirror.repository.MirrorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whoever owns the mirror owns what a run writes. A command that root starts goes on as that user:
 * files of root in the mirror would be in the way of every later run of the user.
 */
final class MirrorOwner {
  /** Of util-linux; root looks for it nowhere else. */
  private static final List<Path> SETPRIV =
      List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

  private MirrorOwner() {}

  /**
   * Starts this command anew as the owner of the mirror, if this is root and the owner another.
   *
   * @param args of the command
   * @throws UsageException if that cannot be done; the message has the line to type
   */
  static void become(MirrorList list, List<String> args) throws UsageException {
    try {
      if (!Owners.isRoot()) {
        return;
      }
      Path place = existing(list.settings().mirrorPath());
      PosixFileAttributes attributes = Files.readAttributes(place, PosixFileAttributes.class);
      int uid = (int) Files.getAttribute(place, "unix:uid");
      if (uid == 0) {
        return;
      }
      List<String> command = command(attributes, SetupCommand.program().toString(), args);
      if (SETPRIV.stream().anyMatch(Files::isExecutable)) {
        ProcessImage.replace(command);
      }
      throw refusal(place, attributes, command);
    } catch (IOException e) {
      throw new UsageException("the owner of the mirror cannot be found out: " + e.getMessage());
    }
  }

  static List<String> command(
      PosixFileAttributes attributes, String program, List<String> arguments) {
    String user = attributes.owner().getName();
    List<String> command = new ArrayList<>();
    command.add(
        SETPRIV.stream().filter(Files::isExecutable).findFirst().orElse(SETPRIV.get(0)).toString());
    command.add("--reuid=" + user);
    command.add("--regid=" + attributes.group().getName());
    command.add(user.matches("[0-9]+") ? "--clear-groups" : "--init-groups");
    command.add("--");
    command.add(program);
    command.addAll(arguments);
    return command;
  }

  private static UsageException refusal(
      Path place, PosixFileAttributes attributes, List<String> command) {
    return new UsageException(
        place
            + " belongs to "
            + attributes.owner().getName()
            + ", and root must not leave files in it; run: "
            + command.stream().map(ShellWord::of).collect(Collectors.joining(" ")));
  }

  private static Path existing(Path path) {
    return Stream.iterate(Optional.of(path), Optional::isPresent, at -> at.map(Path::getParent))
        .flatMap(Optional::stream)
        .filter(Files::exists)
        .findFirst()
        .orElse(path);
  }
}
