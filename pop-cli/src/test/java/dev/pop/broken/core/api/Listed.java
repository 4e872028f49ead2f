package dev.pop.broken.core.api;

import dev.pop.core.Internal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** Keeps the rule by some members and breaks it by the others. */
public abstract class Listed extends Marked implements Comparable<Listed> {
  /** A library behind another type. */
  public abstract Optional<List<OkHttpClient[]>> library();

  /** An internal type. */
  protected abstract void internal(Marked.Nested nested);

  /** A type that nobody else can name. */
  public abstract void hidden() throws Refusal;

  /** A bound is seen too. */
  public abstract <T extends Undecided> void bound(T given);

  /** What is marked may mention what it wants. */
  @Internal
  public abstract Marked marked();

  /** What only this package can call is not looked at. */
  abstract OkHttpClient own();

  /** As it is meant. */
  public abstract Optional<Values> good(List<? extends Listed> others) throws IOException;

  /**
   * Its constructor is not looked at, its accessors are.
   *
   * @param open seen
   * @param closed marked
   */
  public record Values(Undecided open, @Internal Undecided closed) {}

  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
  }
}
