package dev.pop.mirror.repository;

import dev.pop.core.http.TransportOptions;
import java.nio.file.Path;

/**
 * The settings of a mirror list, each valid.
 *
 * @param mirrorPath where archives lie, one directory per host
 * @param skelPath where indices are fetched to before they are published
 * @param varPath lock, state and scripts
 * @param cleanScript the script that frees what is no longer listed
 * @param threads how many files are fetched at a time, at least 1
 * @param contents whether {@code Contents} indices are mirrored
 * @param adoptBySize whether files that are there unverified are taken by their size alone
 * @param transport how files are fetched
 * @param keep how long files of older generations stay
 */
public record MirrorSettings(
    Path mirrorPath,
    Path skelPath,
    Path varPath,
    Path cleanScript,
    int threads,
    boolean contents,
    boolean adoptBySize,
    TransportOptions transport,
    KeepRule keep) {}
