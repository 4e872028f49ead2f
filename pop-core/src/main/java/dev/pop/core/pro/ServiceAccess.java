package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer about one service.
 *
 * @param token the service's resource token; empty when the server gives none
 * @param entitlement what the contract says of the service
 * @param expires when the answer ends, from the {@code Expires} header
 */
@Internal
public record ServiceAccess(
    Optional<Secret> token, Optional<Entitlement> entitlement, Optional<Instant> expires) {}
