package org.steelworks.gpu.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.steelworks.core.leaf.LeafRange;

/** Tokens that have arrived, by step and leaf; bounded by the steps asked for ahead. */
final class BlockMemory {
    private record Place(long step, int leaf) {}

    private final int leafTokens;
    private final Map<Place, ByteBuffer> arriving =
            new TreeMap<>((a, b) -> a.step != b.step ? Long.compare(a.step, b.step) : Integer.compare(a.leaf, b.leaf));
    private final Map<Place, int[]> present = new ConcurrentHashMap<>();
    private long first;
    private long last = -1;
    private LeafRange leaves = new LeafRange(0, 0);

    BlockMemory(int leafTokens) {
        this.leafTokens = leafTokens;
    }

    /** What is wanted from now on; the rest is let go. Agent thread. */
    void want(long firstStep, long lastStep, LeafRange range) {
        first = firstStep;
        last = lastStep;
        leaves = range;
        present.keySet().removeIf(place -> !wanted(place));
        arriving.keySet().removeIf(place -> !wanted(place));
    }

    private boolean wanted(Place place) {
        return place.step >= first && place.step <= last && leaves.contains(place.leaf);
    }

    boolean has(long step, int leaf) {
        return present.containsKey(new Place(step, leaf));
    }

    /** Where the tokens of a leaf go, or null where they are not wanted (any more). */
    ByteBuffer destination(long step, int leaf, int bytes) {
        Place place = new Place(step, leaf);
        if (!wanted(place) || present.containsKey(place) || bytes != leafTokens * Integer.BYTES) {
            return null;
        }
        return arriving.computeIfAbsent(
                place, p -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** All tokens of a leaf are there; false where they are not wanted any more. */
    boolean complete(long step, int leaf) {
        Place place = new Place(step, leaf);
        ByteBuffer bytes = arriving.remove(place);
        if (bytes == null) {
            return false;
        }
        int[] tokens = new int[leafTokens];
        bytes.order(ByteOrder.LITTLE_ENDIAN).clear().asIntBuffer().get(tokens);
        present.put(place, tokens);
        return true;
    }

    /** Tokens of a leaf, or null where they are not in memory; any thread. */
    int[] find(long step, int leaf) {
        return present.get(new Place(step, leaf));
    }
}
