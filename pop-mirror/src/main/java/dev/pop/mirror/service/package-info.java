/**
 * Runs as jobs: what is at work on a mirror, whoever started it. Start at {@link
 * dev.pop.mirror.service.RunningJob}.
 */
@NullMarked
package dev.pop.mirror.service;

import org.jspecify.annotations.NullMarked;
