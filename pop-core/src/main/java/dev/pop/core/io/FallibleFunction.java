package dev.pop.core.io;

/**
 * A function that may fail.
 *
 * @param <A> what it takes
 * @param <R> what it gives
 * @param <E> how it fails
 */
@FunctionalInterface
public interface FallibleFunction<A, R, E extends Exception> {
  /** Gives what the function is for. */
  R apply(A argument) throws E;
}
