package dev.pop.core.io;

/**
 * A supplier that may fail.
 *
 * @param <R> what it gives
 * @param <E> how it fails
 */
@FunctionalInterface
public interface FallibleSupplier<R, E extends Exception> {
  /** Gives what the supplier is for. */
  R get() throws E;
}
