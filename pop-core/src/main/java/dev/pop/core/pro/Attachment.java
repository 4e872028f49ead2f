package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to an attachment.
 *
 * @param contract what the contract says
 * @param tokens the resource tokens that came with it; not every service has one here
 * @param machineToken opens the further calls
 * @param machineId the machine as the server knows it
 * @param expires when the machine token ends
 * @param document the contract in the form of {@code pop.json}, under its token
 */
@Internal
public record Attachment(
    Contract contract,
    ProTokens tokens,
    Secret machineToken,
    String machineId,
    Optional<Instant> expires,
    Secret document) {}
