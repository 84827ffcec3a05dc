package org.steelworks.core.leaf;

/** Leaves {@code [from, to)} of a step; may be empty. */
public record LeafRange(int from, int to) {
    public LeafRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("leaf range [" + from + ", " + to + ") is not one");
        }
    }

    public int size() {
        return to - from;
    }

    public boolean contains(int leaf) {
        return leaf >= from && leaf < to;
    }
}
