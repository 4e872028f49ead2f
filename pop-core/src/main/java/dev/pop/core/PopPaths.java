package dev.pop.core;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the files of one PoP lie. It only names them; nothing is created.
 *
 * <p>The places are those of the {@code paths} dictionary of the Python program, below one pop
 * directory, so that {@link #of(Map)} takes over a Python configuration and {@link #toMap()} gives
 * one back.
 */
public final class PopPaths {

  /** The directory that the command line uses when none is given. */
  public static final Path DEFAULT_POP_DIR = Path.of("/var/lib/pop");

  private static final String POP_DIR = "pop_dir";

  private final Path popDir;
  private final Map<PopPlace, Path> elsewhere;

  /** Everything in its usual place below {@code popDir}. */
  public PopPaths(Path popDir) {
    this(popDir, Map.of());
  }

  private PopPaths(Path popDir, Map<PopPlace, Path> elsewhere) {
    this.popDir = popDir;
    this.elsewhere = elsewhere;
  }

  /**
   * Takes over a Python {@code paths} dictionary. What it does not name lies in its usual place
   * below {@code pop_dir}, which itself defaults to {@link #DEFAULT_POP_DIR}.
   *
   * <p>The keys are {@code pop_dir}, {@code pop_json}, {@code pop_resources_json}, {@code
   * pop_apt_mirror_list} (or {@code mirror_list}), {@code pop_apt_auth_file} ({@code auth_conf}),
   * {@code pop_gpg_dir} ({@code trusted_gpg_d}), {@code pop_rc_file} ({@code pop_rc}), {@code
   * pop_log}, {@code pop_www_dir} ({@code www}), {@code pop_tls_dir} ({@code ssl}) and {@code
   * pop_mirror_dir} ({@code base_path}). Also known, though only {@link #toMap()} gives them back:
   * {@code pop_debs_dir}, {@code pop_builds_dir}, {@code pop_snap_proxy_dir}, {@code
   * pop_nginx_conf}, {@code pop_apache_conf} and {@code pop_cron_file}.
   *
   * @throws IllegalArgumentException if a key is unknown or one place is named by two keys, or if a
   *     value is empty or no path; the message names the key
   */
  public static PopPaths of(Map<String, String> paths) {
    Path popDir = DEFAULT_POP_DIR;
    Map<PopPlace, Path> elsewhere = new EnumMap<>(PopPlace.class);
    for (Map.Entry<String, String> entry : paths.entrySet()) {
      String key = entry.getKey();
      Path path = path(key, entry.getValue());
      if (key.equals(POP_DIR)) {
        popDir = path;
      } else {
        PopPlace place =
            PopPlace.named(key)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException("unknown key '" + key + "' among the paths"));
        checkArgument(
            elsewhere.put(place, path) == null,
            "key '%s' names the same path as another key (%s)",
            key,
            place.key());
      }
    }
    return new PopPaths(popDir, elsewhere);
  }

  private static Path path(String key, String value) {
    checkArgument(!value.isBlank(), "the path of key '%s' is empty", key);
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("the value of key '" + key + "' is not a path", e);
    }
  }

  /** The directory that holds everything. */
  public Path popDir() {
    return popDir;
  }

  /** Which mirrors were published, so that one that vanished is not taken for a new one. */
  public Path knownMirrors() {
    return popDir.resolve("known-mirrors");
  }

  /** The contract: {@code pop.json}. It holds the contract token. */
  public Path popJson() {
    return at(PopPlace.POP_JSON);
  }

  /** The resource tokens: {@code pop_resources.json}. */
  public Path resourcesJson() {
    return at(PopPlace.RESOURCES_JSON);
  }

  /** The mirror list: {@code etc/mirror.list}. */
  public Path mirrorList() {
    return at(PopPlace.MIRROR_LIST);
  }

  /** apt's credentials: {@code etc/apt/auth.conf.d/91ubuntu-pro}. */
  public Path authFile() {
    return at(PopPlace.AUTH_FILE);
  }

  /** The directory of keyrings: {@code etc/apt/trusted.gpg.d}. */
  public Path trustedKeys() {
    return at(PopPlace.KEYRINGS);
  }

  /** What {@code pop setup} was told: {@code pop.rc}. */
  public Path rcFile() {
    return at(PopPlace.RC_FILE);
  }

  /** The directory of the web server: {@code www}. */
  public Path www() {
    return at(PopPlace.WWW);
  }

  /** The directory of TLS keys and certificates: {@code etc/ssl}. */
  public Path ssl() {
    return at(PopPlace.SSL);
  }

  /** The mirror's base path, {@code /var/spool/apt-mirror} unless told otherwise. */
  public Path basePath() {
    return at(PopPlace.BASE_PATH);
  }

  private Path at(PopPlace place) {
    Path path = elsewhere.get(place);
    return path == null ? place.below(popDir) : path;
  }

  /** Every place by its key in the Python dictionary, {@code pop_dir} first. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(POP_DIR, popDir.toString());
    for (PopPlace place : PopPlace.values()) {
      map.put(place.key(), at(place).toString());
    }
    return Collections.unmodifiableMap(map);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PopPaths paths && toMap().equals(paths.toMap());
  }

  @Override
  public int hashCode() {
    return toMap().hashCode();
  }

  @Override
  public String toString() {
    return toMap().toString();
  }
}
