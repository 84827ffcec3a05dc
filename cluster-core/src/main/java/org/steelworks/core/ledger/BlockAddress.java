package org.steelworks.core.ledger;

/**
 * Where a block lies.
 *
 * @param set number of the set it belongs to, from 0
 * @param segment number of the segment of that set that brought its shard, from 0
 * @param shard number of the shard in the whole ledger, from 0 (sets in order, segments in order within them, shards in
 *     order within those)
 * @param block number of the block in that shard, from 0
 */
public record BlockAddress(int set, int segment, int shard, long block) {}
