package org.steelworks.data.growth;

import org.steelworks.core.ledger.ShardEntry;

/**
 * A shard of a run.
 *
 * @param name how it was called when it joined the run, for messages: folder and file
 * @param entry what it is
 */
public record ListedShard(String name, ShardEntry entry) {}
