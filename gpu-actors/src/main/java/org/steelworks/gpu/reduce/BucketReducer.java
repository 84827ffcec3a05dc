package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.gpu.optim.BucketArithmetic;

/**
 * Finishes the leaf tree of a bucket from all members' subtree roots and divides once by the number of leaves. Sums are
 * made in the roots' own memory. Device thread only.
 */
public final class BucketReducer {
    /** What the members need to know of a reduced bucket. */
    public record Reduced(double square, Digest128 digest) {}

    private final LeafTree tree;
    private final RootMemory roots;
    private final BucketArithmetic arithmetic;

    public BucketReducer(LeafTree tree, RootMemory roots, BucketArithmetic arithmetic) {
        this.tree = tree;
        this.roots = roots;
        this.arithmetic = arithmetic;
    }

    /**
     * @param ranges leaves of all members
     * @param me index of this member in {@code ranges}
     * @return of the bucket that is in {@link RootMemory#reduced} now
     */
    public Reduced reduce(int bucket, List<LeafRange> ranges, int me) {
        Map<LeafTree.Node, ByteBuffer> values = new HashMap<>();
        for (int member = 0; member < ranges.size(); member++) {
            for (LeafTree.Node node : tree.roots(ranges.get(member))) {
                values.put(node, member == me ? roots.own(bucket, node) : roots.inbox(bucket, node));
            }
        }
        ByteBuffer sum = tree.finish(values, (left, right) -> {
            arithmetic.addInto(left, right);
            return left;
        });
        ByteBuffer out = roots.reduced(bucket);
        arithmetic.divideInto(out, sum, tree.leaves());
        return new Reduced(arithmetic.sumOfSquares(out), Digest128.of(out));
    }
}
