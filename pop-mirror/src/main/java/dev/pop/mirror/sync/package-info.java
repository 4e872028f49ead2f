/**
 * The run: fetching what the plan lacks, publishing it, checking it, and finding what may go. Start
 * at {@link dev.pop.mirror.sync.MirrorSync}.
 */
@NullMarked
package dev.pop.mirror.sync;

import org.jspecify.annotations.NullMarked;
