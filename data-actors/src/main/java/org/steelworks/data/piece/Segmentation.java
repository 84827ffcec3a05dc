package org.steelworks.data.piece;

import java.util.BitSet;

/** Where the pieces of a normalized text end, and which of them are unknown; two bits for a byte of text. */
final class Segmentation {
    private final BitSet ends = new BitSet();
    private final BitSet unknown = new BitSet();

    /** @param end exclusive end of a piece in bytes, from 1; pieces may come in any order and cover the text together */
    void add(int end, boolean isUnknown) {
        ends.set(end);
        unknown.set(end, isUnknown);
    }

    /** The end of the piece that begins at {@code start}, or -1 at the end of the text. */
    int end(int start) {
        return ends.nextSetBit(start + 1);
    }

    boolean isUnknown(int end) {
        return unknown.get(end);
    }

    int count() {
        return ends.cardinality();
    }
}
