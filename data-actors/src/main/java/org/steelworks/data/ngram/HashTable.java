package org.steelworks.data.ngram;

import org.steelworks.data.bytes.LargeBytes;

/**
 * A hash table with linear probing in bytes: each of its buckets is a key of 64 bits, 0 where the bucket is free, and a
 * value. Keys are hashes already.
 */
final class HashTable {
    static final long ABSENT = -1;

    private final LargeBytes bytes;
    private final long start;
    private final long buckets;
    private final int stride;

    /**
     * @param start of the table, a multiple of 4
     * @param stride bytes of a bucket, a multiple of 4
     */
    HashTable(LargeBytes bytes, long start, long buckets, int stride) {
        this.bytes = bytes;
        this.start = start;
        this.buckets = buckets;
        this.stride = stride;
    }

    /** Buckets that KenLM gives a table of so many entries: computed in 32-bit floats, and one is always free. */
    static long buckets(long entries, float multiplier) {
        return Math.max(entries + 1, (long) (multiplier * (float) entries));
    }

    /** Where the key's value lies, or {@link #ABSENT}. */
    long find(long key) {
        long bucket = Long.remainderUnsigned(key, buckets);
        // A sound table has a free bucket; a damaged one must not make this endless.
        for (long tried = 0; tried < buckets; tried++) {
            long at = start + bucket * stride;
            long there = bytes.getLong(at);
            if (there == key) {
                return at + Long.BYTES;
            }
            if (there == 0) {
                return ABSENT;
            }
            bucket = bucket + 1 == buckets ? 0 : bucket + 1;
        }
        return ABSENT;
    }

    /**
     * Takes the first free bucket for the key, which may be in the table already.
     *
     * @return where its value belongs
     * @throws InvalidLanguageModel if the last free bucket would be taken
     */
    long insert(long key, long entriesBefore) throws InvalidLanguageModel {
        if (entriesBefore + 1 >= buckets) {
            throw new InvalidLanguageModel("a table of " + buckets + " places is full, since the model lacks the"
                    + " endings of too many of its n-grams; write the model again without pruning single n-grams");
        }
        long bucket = Long.remainderUnsigned(key, buckets);
        while (bytes.getLong(start + bucket * stride) != 0) {
            bucket = bucket + 1 == buckets ? 0 : bucket + 1;
        }
        long at = start + bucket * stride;
        bytes.putLong(at, key);
        return at + Long.BYTES;
    }
}
