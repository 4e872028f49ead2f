package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The program in src/consumer, compiled against what one of the projects there resolves to.
 *
 * @param libraries the jars, the library's own among them
 * @param modules whether they are modules, and the program too
 * @param classes where its classes are
 */
record Consumer(List<Path> libraries, boolean modules, Path classes) {
  private static final Path PROJECTS = Path.of("src/consumer");
  private static final Path SOURCES = PROJECTS.resolve("java");
  private static final String MAIN = "org.example.consumer.Main";

  /** Compiles the program, without a warning but for modules that are automatic. */
  static Consumer compile(String project, boolean modules, Path classes) throws IOException {
    Consumer consumer = new Consumer(libraries(project), modules, classes);
    List<String> options = new ArrayList<>(consumer.path());
    options.addAll(List.of("--release", "17", "-proc:none", "-Werror"));
    options.addAll(List.of("-Xlint:all,-requires-automatic", "-d", classes.toString()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> sources =
          files.getJavaFileObjectsFromPaths(sources(modules));
      boolean compiled = compiler.getTask(messages, files, null, options, null, sources).call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
    return consumer;
  }

  private static List<Path> libraries(String project) throws IOException {
    Path resolved = PROJECTS.resolve(project).resolve("target/classpath");
    assertThat(resolved).as("what mvn verify of the whole project resolves").exists();
    return Stream.of(Files.readString(resolved).strip().split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  private static List<Path> sources(boolean modules) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> modules || !file.endsWith("module-info.java"))
          .toList();
    }
  }

  private List<String> path(Path... more) {
    List<String> entries =
        Stream.concat(libraries.stream(), Stream.of(more)).map(Path::toString).toList();
    return List.of(
        modules ? "--module-path" : "--class-path", String.join(File.pathSeparator, entries));
  }

  /** The command that runs it with these arguments. */
  List<String> command(Jdk jdk, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(path(classes));
    command.addAll(
        modules
            ? List.of("--add-modules", "ALL-MODULE-PATH", "-m", "org.example.consumer/" + MAIN)
            : List.of(MAIN));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return command;
  }

  /** The file names of what a project resolves to. */
  static Set<String> libraryNames(String project) throws IOException {
    return libraries(project).stream()
        .map(library -> library.getFileName().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
