package org.steelworks.gpu.step;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.leaf.LeafTree;

/** What one member knows of one undecided step. */
final class StepState {
    final long step;
    /** Per bucket this member is primary of: subtree roots present, own and others'. */
    final Map<Integer, Set<LeafTree.Node>> roots = new HashMap<>();
    /** Own subtree roots that are computed, for peers that ask again. */
    final Set<Item> ownRoots = new HashSet<>();

    final BitSet reducing = new BitSet();
    final BitSet reduced = new BitSet();
    final Map<Integer, Double> squares = new HashMap<>();
    final Map<Integer, Digest128> digests = new HashMap<>();
    final Prepared[] prepared;
    boolean computing;
    /** Since when nothing but blocks was missing to compute it; negative while that is not so. */
    long blocksMissedNs = -1;
    /** How long that lasted. */
    long blocksWaitNs;

    double[] losses;
    long[] targets;
    boolean reportedNonFinite;

    StepState(long step, int members) {
        this.step = step;
        this.prepared = new Prepared[members];
    }

    boolean preparedBy(int member) {
        return prepared[member] != null;
    }

    boolean allPrepared() {
        for (Prepared share : prepared) {
            if (share == null) {
                return false;
            }
        }
        return true;
    }
}
