package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;

/**
 * A generation that is published now.
 *
 * @param repository the archive
 * @param suite its suite
 * @param id the name of the generation
 */
@Internal
public record PublishedGeneration(Repository repository, Suite suite, GenerationId id) {}
