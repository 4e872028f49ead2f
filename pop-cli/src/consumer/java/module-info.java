/** A program that embeds the library, as a module. */
module org.example.consumer {
  requires dev.pop.core;
  requires dev.pop.mirror;
  requires java.net.http;
}
