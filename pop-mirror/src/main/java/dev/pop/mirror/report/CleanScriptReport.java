package dev.pop.mirror.report;

import java.nio.file.Path;

/**
 * What a run of the clean script came to.
 *
 * @param script the script
 * @param exitCode 0 when it went to its end
 * @param bytes what it said that it frees, rounded as it prints it
 * @param files how many files it said that it removes
 * @param directories how many directories it said that it removes
 * @param lastLine what it printed last
 */
public record CleanScriptReport(
    Path script, int exitCode, long bytes, long files, long directories, String lastLine) {}
