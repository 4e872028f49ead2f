/**
 * What every other package speaks of: where things lie ({@link dev.pop.core.PopPaths}) and what
 * must never be printed ({@link dev.pop.core.Secret}).
 */
@NullMarked
package dev.pop.core;

import org.jspecify.annotations.NullMarked;
