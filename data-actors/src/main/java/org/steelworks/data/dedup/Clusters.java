package org.steelworks.data.dedup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sets of numbers that grow together; each is known by its member that comes first, in whatever order they were joined. Any
 * thread may join.
 */
final class Clusters implements Closeable {
    /** What a number points to, plus one; 0 is itself. */
    private final MappedLongs parents;

    private final Rank rank;

    /** The order of the members. */
    interface Rank {
        long of(long number);
    }

    Clusters(Path file, long size, Rank rank) throws IOException {
        parents = new MappedLongs(file, size);
        this.rank = rank;
    }

    /** The first member of the number's set. */
    synchronized long first(long number) {
        long at = number;
        for (long parent = parents.get(at); parent != 0; parent = parents.get(at)) {
            long above = parents.get(parent - 1);
            if (above != 0) {
                // halving the paths keeps them short
                parents.put(at, above);
            }
            at = parent - 1;
        }
        return at;
    }

    synchronized void join(long one, long other) {
        long a = first(one);
        long b = first(other);
        if (a != b) {
            boolean aFirst = rank.of(a) < rank.of(b);
            parents.put(aFirst ? b : a, (aFirst ? a : b) + 1);
        }
    }

    @Override
    public void close() {
        parents.close();
    }
}
