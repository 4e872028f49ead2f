package dev.pop.core;

import static com.google.common.base.Preconditions.checkNotNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A token or password. It prints as {@code ***}; only {@link #reveal()} gives the text, so that a
 * search for that one name finds every place where a secret leaves the program.
 */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Wraps {@code text}, which may be empty. */
  public static Secret of(String text) {
    return new Secret(checkNotNull(text));
  }

  /** The text itself, for the one place that must send or store it. */
  public String reveal() {
    return text;
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
