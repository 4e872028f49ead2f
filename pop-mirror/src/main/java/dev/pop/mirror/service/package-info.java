/**
 * Runs as jobs: what was started here ({@link dev.pop.mirror.service.Jobs}), and what is at work on
 * a mirror, whoever started it ({@link dev.pop.mirror.service.RunningJob}).
 */
@NullMarked
package dev.pop.mirror.service;

import org.jspecify.annotations.NullMarked;
