package dev.pop.mirror.report;

import java.util.List;

/**
 * What a person can do about a failure or a problem, for programs. The sentence beside it says what
 * is wrong and names no command; a user interface adds its own words for the remedy. The names are
 * those of its JSON form, see docs/cli.md.
 *
 * @param action what to do
 * @param arguments what it is about, as the action says
 */
public record Remedy(Action action, List<String> arguments) implements JsonForm {
  /** What can be done. More may be added, so a {@code switch} over them needs a default. */
  public enum Action {
    /** Sync the mirror. */
    SYNC,
    /** Sync the mirror and accept a Release that is older than the published one. */
    ALLOW_OLDER,
    /**
     * Accept that a suite is signed by another key than before. Arguments: URL of the archive,
     * suite, fingerprint of the key.
     */
    ACCEPT_KEY(3),
    /**
     * Accept that a suite calls itself otherwise than before. Arguments: URL of the archive, suite.
     */
    ACCEPT_RELEASE_INFO(2),
    /** Verify the mirror, then sync it. */
    VERIFY_AND_SYNC,
    /** Verify the mirror and hash every file, then sync it. */
    HASH_AND_SYNC,
    /** Look at the mirror's health more often, or verify it and hash every file. */
    CHECK_MORE_OFTEN,
    /** Read the report of the run. */
    READ_REPORT,
    /** Read the report of the last run, then sync the mirror. */
    READ_REPORT_AND_SYNC,
    /** Clean the mirror. */
    CLEAN_UP,
    /** Clean the mirror although much of it goes. */
    ALLOW_WIPE,
    /** Set up the mirror again, with a new contract. */
    RENEW_CONTRACT,
    /** Set up the mirror again, which fetches new tokens. */
    RENEW_TOKENS,
    /** Name another contract file, or set up the mirror again with a contract. */
    NAME_CONTRACT;

    private final int arguments;

    Action() {
      this(0);
    }

    Action(int arguments) {
      this.arguments = arguments;
    }
  }

  public Remedy {
    if (arguments.size() != action.arguments) {
      throw new IllegalArgumentException(action + " has other arguments: " + arguments);
    }
    arguments = List.copyOf(arguments);
  }

  /** As an action and what it is about. */
  public static Remedy of(Action action, String... arguments) {
    return new Remedy(action, List.of(arguments));
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("action", action).put("arguments", arguments);
  }
}
