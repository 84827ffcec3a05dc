package org.steelworks.data.dedup;

import java.util.Arrays;

/** Hashes that agree in some bits: each new one is compared with all before it. Not thread-safe. */
final class NearGroup {
    private final int distance;
    private final MappedLongs hashes;
    private final Clusters clusters;
    private long[] members = new long[64];
    private long[] values = new long[64];
    private int size;

    NearGroup(int distance, MappedLongs hashes, Clusters clusters) {
        this.distance = distance;
        this.hashes = hashes;
        this.clusters = clusters;
    }

    void clear() {
        size = 0;
    }

    void add(long member) {
        long value = hashes.get(member);
        for (int i = 0; i < size; i++) {
            if (Long.bitCount(values[i] ^ value) <= distance) {
                clusters.join(members[i], member);
            }
        }
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        members[size] = member;
        values[size] = value;
        size++;
    }
}
