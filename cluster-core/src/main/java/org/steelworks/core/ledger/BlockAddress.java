package org.steelworks.core.ledger;

/**
 * Where a block lies.
 *
 * @param segment number of the segment that brought its shard, from 0
 * @param shard number of the shard in the whole ledger, from 0 (segments in order, shards in order within them)
 * @param block number of the block in that shard, from 0
 */
public record BlockAddress(int segment, int shard, long block) {}
