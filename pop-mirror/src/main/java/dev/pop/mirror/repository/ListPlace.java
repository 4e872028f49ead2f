package dev.pop.mirror.repository;

/**
 * A line of one of the files that make up a mirror list.
 *
 * @param origin the file, as the user named it
 * @param line from 1; 0 when the whole file is meant
 */
public record ListPlace(String origin, int line) {}
