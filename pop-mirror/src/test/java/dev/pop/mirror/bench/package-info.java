/**
 * What the benchmarks of docs/benchmarks.md are made of: large archives whose bodies are never in
 * memory, and the inner loops under JMH. Start at {@link dev.pop.mirror.bench.BenchArchive}.
 */
@NullMarked
package dev.pop.mirror.bench;

import org.jspecify.annotations.NullMarked;
