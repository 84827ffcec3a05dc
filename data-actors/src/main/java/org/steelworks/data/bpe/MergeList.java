package org.steelworks.data.bpe;

import org.agrona.collections.IntArrayList;

/** The pairs of tokens that may be joined, those to be joined first in front. */
public final class MergeList {
    private final TextPool texts = new TextPool();
    private final IntArrayList leftBytes = new IntArrayList();
    private boolean allPairs = true;

    /** Appends a pair written as two tokens with a space between. */
    public void add(String pair) {
        int space = pair.indexOf(' ');
        boolean two = space >= 0 && space == pair.lastIndexOf(' ') && !pair.startsWith("#version");
        append(pair, two ? Utf8.bytes(pair, space) : -1);
    }

    /** Appends a pair. */
    public void add(String left, String right) {
        append(left + ' ' + right, Utf8.bytes(left, left.length()));
    }

    /** Whether each entry is two tokens. */
    public boolean isAllPairs() {
        return allPairs;
    }

    private void append(String pair, int left) {
        texts.add(pair);
        leftBytes.addInt(left);
        allPairs &= left >= 0;
    }

    /** Gives back what was reserved for more pairs. */
    public void trim() {
        texts.trim();
        leftBytes.trimToSize();
    }

    /** How many there are. */
    public int size() {
        return texts.size();
    }

    /** The pair of a rank from 0, as two tokens with a space between, or what stood in place of one. */
    public String text(int rank) {
        return texts.text(rank);
    }

    TextPool texts() {
        return texts;
    }

    /** Bytes of the left token, or -1 where no two tokens stood. */
    int leftBytes(int rank) {
        return leftBytes.getInt(rank);
    }
}
