package org.steelworks.data.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * Counter-based random numbers: draw {@code n} of a stream is a pure function of (seed, stream name, n), the SplitMix64
 * finalizer over a Weyl sequence. Streams with other names are independent, so adding draws to one part of the corpus
 * leaves the other parts as they were. Not safe for several threads.
 */
final class CounterRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final long key;
    private long counter;

    CounterRandom(long seed, String stream) {
        long name = FNV_OFFSET;
        for (int i = 0; i < stream.length(); i++) {
            name = (name ^ stream.charAt(i)) * FNV_PRIME;
        }
        this.key = mix(seed + GOLDEN_GAMMA) ^ mix(name);
    }

    /** Uniform in [0, bound); the bias of the multiply-high reduction is below bound / 2^32. */
    int below(int bound) {
        long high32 = mix(key + GOLDEN_GAMMA * ++counter) >>> 32;
        return (int) ((high32 * bound) >>> 32);
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }

    /** {@code count} different elements in random order. */
    <T> List<T> pickSome(List<T> from, int count) {
        return shuffled(from).subList(0, count);
    }

    <T> List<T> shuffled(List<T> from) {
        List<T> out = new ArrayList<>(from);
        for (int i = out.size() - 1; i > 0; i--) {
            int j = below(i + 1);
            T moved = out.get(i);
            out.set(i, out.get(j));
            out.set(j, moved);
        }
        return out;
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
