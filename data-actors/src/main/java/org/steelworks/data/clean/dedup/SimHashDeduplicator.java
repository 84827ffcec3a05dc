package org.steelworks.data.clean.dedup;

import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.clean.Likeness;

/**
 * Drops documents whose SimHash (Charikar 2002) is near that of an earlier one. A bit of the hash is set where more
 * shingles have it set than not, in the first eight bytes of their MD5. A text too short for a shingle has the hash 0.
 *
 * @param tokens {@code space}, {@code punctuation} or {@code character}
 * @param window tokens of a shingle, at least 1
 * @param lastShingle whether the last shingle counts: Data-Juicer left it out until
 *     April 2025 and counts it since
 * @param near how near
 */
public record SimHashDeduplicator(
        String tokens, int window, boolean lastShingle, Comparison comparison, Likeness.Near near)
        implements Deduplicator {
    public static final String NAME = "document_simhash_deduplicator";

    public SimHashDeduplicator {
        Shingles.Tokens.of(tokens);
        if (window < 1) {
            throw new IllegalArgumentException(
                    "window_size " + window + " is below 1: a shingle has at least one token");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int signatureLongs() {
        return 1;
    }

    @Override
    public long[] signature(String text) {
        Counter counter = new Counter();
        Shingles shingles = Shingles.of(comparison.of(text), Shingles.Tokens.of(tokens));
        if (lastShingle) {
            shingles.each(window, counter);
        } else {
            shingles.eachButLast(window, counter);
        }
        return new long[] {counter.hash()};
    }

    @Override
    public Likeness likeness() {
        return near;
    }

    /** How often each bit is set. */
    private static final class Counter implements Shingles.Sink {
        private final Md5 md5 = new Md5();
        /** Digit k, of two to the power of k, of every bit's number. */
        private final long[] digits = new long[Integer.SIZE];

        private int shingles;

        @Override
        public void accept(byte[] utf8, int from, int to) {
            long carry = md5.firstLong(utf8, from, to);
            for (int k = 0; carry != 0; k++) {
                long sum = digits[k] ^ carry;
                carry &= digits[k];
                digits[k] = sum;
            }
            shingles++;
        }

        long hash() {
            long hash = 0;
            for (int bit = 0; bit < Long.SIZE; bit++) {
                long set = 0;
                for (int k = 0; k < digits.length; k++) {
                    set |= (digits[k] >>> bit & 1) << k;
                }
                hash |= (2 * set > shingles ? 1L : 0L) << bit;
            }
            return hash;
        }
    }
}
