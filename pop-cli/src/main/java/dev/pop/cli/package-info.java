/** PoP cli. */
@org.jspecify.annotations.NullMarked
package dev.pop.cli;
