package org.steelworks.checkpoint.actor;

import java.util.concurrent.CompletionStage;

/** Makes ledger and metrics durable before a checkpoint is published. */
@FunctionalInterface
public interface LedgerGate {
    /**
     * Asks for durability.
     *
     * @return completes with the newest durable step, at least {@code step}; fails where that cannot be reached
     */
    CompletionStage<Long> durableThrough(long step);
}
