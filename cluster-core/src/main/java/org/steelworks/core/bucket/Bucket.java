package org.steelworks.core.bucket;

/**
 * A contiguous range of one flat vector: the unit of reduce, update, replicate, transfer, checkpoint and verify.
 *
 * @param ordinal position in {@link BucketPlan#buckets()}
 * @param vector ordinal of the flat vector
 * @param offset first element in the vector, a multiple of 1,024
 * @param length elements, at most 2^20
 */
public record Bucket(int ordinal, int vector, long offset, int length) {}
