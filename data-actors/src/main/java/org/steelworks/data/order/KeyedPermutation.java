package org.steelworks.data.order;

/**
 * A permutation of 0 … n-1 chosen by (seed, key, pass), with random access in constant memory: a balanced Feistel
 * network with cycle walking. Immutable, safe for any thread.
 *
 * <p>All arithmetic is on 64-bit words, modulo 2⁶⁴. Let {@code mix} be the finaliser of SplitMix64:
 * {@code z ^= z >>> 30; z *= BF58476D1CE4E5B9; z ^= z >>> 27; z *= 94D049BB133111EB; z ^= z >>> 31}, let G =
 * 9E3779B97F4A7C15 and {@code absorb(h, v) = mix((h ^ v) + G)}.
 *
 * <ul>
 *   <li>Key: {@code h = absorb(absorb(absorb(0, seed), key), pass)}; the key of round r (0 … 7) is {@code mix(h + (r +
 *       1)·G)}.
 *   <li>Width: b = half the number of bits of n-1, rounded up, at least 1. The network permutes 0 … 2²ᵇ-1; a value's
 *       upper b bits are L, its lower b bits R.
 *   <li>Round: {@code (L, R) → (R, L ^ F(R))} with {@code F(R)} = the upper b bits of {@code mix(R ^ roundKey)}; eight
 *       rounds.
 *   <li>Cycle walking: apply the network until the result is below n. 2²ᵇ is less than 4·n (n of 2 and more), so under
 *       four applications are expected.
 * </ul>
 */
public final class KeyedPermutation {
    static final int ROUNDS = 8;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long LARGEST = 1L << 62;

    private final long n;
    private final int halfBits;
    private final long halfMask;
    private final long[] roundKeys = new long[ROUNDS];

    /**
     * @param n how many elements, 1 to 2⁶²
     * @param seed of the run
     * @param key of the ledger segment
     * @param pass number of the pass through that segment, from 0
     */
    public KeyedPermutation(long n, long seed, long key, long pass) {
        if (n < 1 || n > LARGEST) {
            throw new IllegalArgumentException("a permutation has 1 to 2^62 elements, not " + n);
        }
        this.n = n;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(n - 1);
        this.halfBits = Math.max(1, (bits + 1) / 2);
        this.halfMask = (1L << halfBits) - 1;
        long h = absorb(absorb(absorb(0, seed), key), pass);
        for (int r = 0; r < ROUNDS; r++) {
            roundKeys[r] = mix(h + (r + 1) * GOLDEN);
        }
    }

    /** Number of elements. */
    public long size() {
        return n;
    }

    /** The element at {@code position}, both 0 … n-1. */
    public long at(long position) {
        checkRange(position);
        long x = position;
        do {
            x = forward(x);
        } while (x >= n);
        return x;
    }

    /** The position of {@code element}: {@code positionOf(at(i)) == i}. */
    public long positionOf(long element) {
        checkRange(element);
        long x = element;
        do {
            x = backward(x);
        } while (x >= n);
        return x;
    }

    private long forward(long x) {
        long left = x >>> halfBits;
        long right = x & halfMask;
        for (int r = 0; r < ROUNDS; r++) {
            long next = left ^ roundFunction(right, r);
            left = right;
            right = next;
        }
        return (left << halfBits) | right;
    }

    private long backward(long x) {
        long left = x >>> halfBits;
        long right = x & halfMask;
        for (int r = ROUNDS - 1; r >= 0; r--) {
            long previous = right ^ roundFunction(left, r);
            right = left;
            left = previous;
        }
        return (left << halfBits) | right;
    }

    private long roundFunction(long half, int round) {
        return mix(half ^ roundKeys[round]) >>> (Long.SIZE - halfBits);
    }

    private void checkRange(long value) {
        if (value < 0 || value >= n) {
            throw new IllegalArgumentException(value + " is not one of 0 … " + (n - 1));
        }
    }

    private static long absorb(long h, long value) {
        return mix((h ^ value) + GOLDEN);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
