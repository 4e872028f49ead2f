package dev.pop.mirror.setup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.TokenFreeProcess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;

/** The users of this system, and what belongs to them. */
public interface SystemAccounts {
  /** Whether there is a user and a group of that name. */
  boolean exists(String name) throws IOException;

  /**
   * Makes a system user and a group of that name, who cannot log in.
   *
   * @throws IOException if it cannot be made
   * @throws InterruptedException if the thread was interrupted
   */
  void create(String name) throws IOException, InterruptedException;

  /**
   * Gives a file, or a directory with everything in it, to a user and a group. Symbolic links are
   * given themselves and not followed.
   */
  void giveTree(Path tree, String user, String group) throws IOException;

  /** As {@link #giveTree}, without what is in a directory. */
  void give(Path file, String user, String group) throws IOException;

  /** Those of the system that this program runs on. Only root can create and give. */
  SystemAccounts OF_SYSTEM =
      new SystemAccounts() {
        @Override
        public boolean exists(String name) throws IOException {
          try {
            lookup().lookupPrincipalByName(name);
            lookup().lookupPrincipalByGroupName(name);
            return true;
          } catch (UserPrincipalNotFoundException e) {
            return false;
          }
        }

        @Override
        public void create(String name) throws IOException, InterruptedException {
          Process process =
              TokenFreeProcess.of(
                      List.of(
                          "/usr/sbin/useradd",
                          "--system",
                          "--user-group",
                          "--no-create-home",
                          "--home-dir",
                          "/nonexistent",
                          "--shell",
                          "/usr/sbin/nologin",
                          "--",
                          name))
                  .redirectErrorStream(true)
                  .start();
          process.getOutputStream().close();
          String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
          if (process.waitFor() != 0) {
            throw new IOException("the user " + name + " cannot be made: " + said);
          }
        }

        @Override
        public void giveTree(Path tree, String user, String group) throws IOException {
          Files.walkFileTree(
              tree,
              new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                  give(file, user, group);
                  return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult preVisitDirectory(
                    Path directory, BasicFileAttributes attributes) throws IOException {
                  give(directory, user, group);
                  return FileVisitResult.CONTINUE;
                }
              });
        }

        @Override
        public void give(Path file, String user, String group) throws IOException {
          UserPrincipal owner = lookup().lookupPrincipalByName(user);
          GroupPrincipal members = lookup().lookupPrincipalByGroupName(group);
          PosixFileAttributeView view =
              Files.getFileAttributeView(
                  file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
          if (!view.readAttributes().owner().equals(owner)) {
            view.setOwner(owner);
            view.setGroup(members);
          }
        }

        private UserPrincipalLookupService lookup() {
          return Path.of("/").getFileSystem().getUserPrincipalLookupService();
        }
      };
}
