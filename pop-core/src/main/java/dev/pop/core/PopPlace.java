package dev.pop.core;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One entry of the Python {@code paths} dictionary: its key, the shorter names that are taken for
 * it, and where it lies unless the dictionary says otherwise.
 */
enum PopPlace {
  POP_JSON("pop_json", "pop.json"),
  RESOURCES_JSON("pop_resources_json", "pop_resources.json"),
  MIRROR_LIST("pop_apt_mirror_list", "etc/mirror.list", "mirror_list"),
  AUTH_FILE(
      "pop_apt_auth_file",
      "etc/apt/auth.conf.d/91ubuntu-pro",
      "pop_auth_file",
      "auth_conf",
      "auth_file"),
  KEYRINGS("pop_gpg_dir", "etc/apt/trusted.gpg.d", "trusted_gpg_d", "gpg_dir"),
  RC_FILE("pop_rc_file", "pop.rc", "pop_rc", "rc_file"),
  LOG("pop_log", "pop.log", "log"),
  WWW("pop_www_dir", "www", "www", "www_dir"),
  SSL("pop_tls_dir", "etc/ssl", "ssl", "tls_dir"),
  DEBS("pop_debs_dir", "debs"),
  BUILDS("pop_builds_dir", "builds"),
  SNAP_PROXY("pop_snap_proxy_dir", "snap-proxy"),
  NGINX("pop_nginx_conf", "etc/nginx/sites-available/pop"),
  APACHE("pop_apache_conf", "etc/apache2/sites-available/pop.conf"),
  CRON("pop_cron_file", "etc/cron.d/pop-mirror"),
  BASE_PATH("pop_mirror_dir", "/var/spool/apt-mirror", "base_path", "mirror_dir");

  private final String key;
  private final String place;
  private final ImmutableList<String> otherKeys;

  PopPlace(String key, String place, String... otherKeys) {
    this.key = key;
    this.place = place;
    this.otherKeys = ImmutableList.copyOf(otherKeys);
  }

  String key() {
    return key;
  }

  /** Below {@code popDir}, except for the mirror's base path, which is absolute. */
  Path below(Path popDir) {
    return popDir.resolve(place);
  }

  static Optional<PopPlace> named(String name) {
    for (PopPlace place : values()) {
      if (place.key.equals(name) || place.otherKeys.contains(name)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }
}
