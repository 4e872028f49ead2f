/**
 * What a run says: events while it goes on, a report at its end. It knows nothing of how a run
 * works. Start at {@link dev.pop.mirror.report.MirrorEvents}.
 */
@NullMarked
package dev.pop.mirror.report;

import org.jspecify.annotations.NullMarked;
