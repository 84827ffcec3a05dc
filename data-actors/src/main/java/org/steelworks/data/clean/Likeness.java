package org.steelworks.data.clean;

/** When two signatures of a {@link Deduplicator} are alike. */
public sealed interface Likeness {
    /** All longs are equal. */
    record Equal() implements Likeness {}

    /**
     * The one long differs in few bits. What is alike to a third is alike to each other.
     *
     * @param blocks into which the bits are cut to find pairs: of equal-sized sets of blocks at least one agrees in a pair,
     *     so any number above {@code distance} finds the same pairs, with more or fewer comparisons
     * @param distance most bits that differ
     */
    record Near(int blocks, int distance) implements Likeness {
        /** Sets of blocks to look at; more mean more sorting. */
        private static final long MOST_SETS = 10_000;

        public Near {
            if (distance < 0 || blocks <= distance || blocks > Long.SIZE) {
                throw new IllegalArgumentException("num_blocks " + blocks + " and hamming_distance " + distance
                        + " do not fit: blocks are more than the distance and at most 64");
            }
            if (sets(blocks, distance) > MOST_SETS) {
                throw new IllegalArgumentException("num_blocks " + blocks + " and hamming_distance " + distance
                        + " give more than " + MOST_SETS + " sets of blocks; use fewer blocks");
            }
        }

        private static double sets(int blocks, int distance) {
            double sets = 1;
            for (int i = 1; i <= distance; i++) {
                sets = sets * (blocks - distance + i) / i;
            }
            return sets;
        }
    }

    /** Two longs in a row, beginning at an even place, are equal. What is alike to a third is alike to each other. */
    record AnyPairEqual() implements Likeness {}
}
