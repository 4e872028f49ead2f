/**
 * The command line: one class per command, console and progress. Options in, one call of the
 * library, exit code and printed result out. Start at {@link dev.pop.cli.PopCli}.
 */
@Internal
@NullMarked
package dev.pop.cli;

import dev.pop.core.Internal;
import org.jspecify.annotations.NullMarked;
