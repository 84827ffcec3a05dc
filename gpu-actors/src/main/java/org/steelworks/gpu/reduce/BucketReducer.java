package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.digest.DigestStream;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.gpu.optim.BucketArithmetic;

/**
 * Finishes the leaf tree of a bucket from all members' subtree roots and divides once by the number of leaves. A bucket is
 * taken part by part, and all that is done with a part is done while the caches hold it. Sums are made in the memory of the
 * roots that are here; those in other processes are only read. Device thread only.
 */
public final class BucketReducer {
    /** Bytes of a part: some of them fit the second cache, and calls into libtorch cost little beside the work. */
    private static final int PART_BYTES = 4 * BucketArithmetic.PART * Float.BYTES;

    /** What the members need to know of a reduced bucket. */
    public record Reduced(double square, Digest128 digest) {}

    private final LeafTree tree;
    private final RootMemory roots;
    private final BucketArithmetic arithmetic;
    /** For sums whose left side lies in another process; of a part each. */
    private final List<ByteBuffer> sums = new ArrayList<>();

    public BucketReducer(LeafTree tree, RootMemory roots, BucketArithmetic arithmetic) {
        this.tree = tree;
        this.roots = roots;
        this.arithmetic = arithmetic;
    }

    /**
     * @param ranges leaves of all members
     * @param me index of this member in {@code ranges}
     * @return of the bucket that is in {@link RootMemory#reduced} now; empty if the root of another member was gone before it
     *     was added: then the bucket's own roots are spoilt
     */
    public Optional<Reduced> reduce(int bucket, List<LeafRange> ranges, int me) {
        Map<LeafTree.Node, ByteBuffer> values = new HashMap<>();
        List<RemoteItem.View> views = new ArrayList<>();
        try {
            for (int member = 0; member < ranges.size(); member++) {
                for (LeafTree.Node node : tree.roots(ranges.get(member))) {
                    RemoteItem remote = member == me ? null : roots.remote(bucket, node);
                    if (remote == null) {
                        values.put(node, member == me ? roots.own(bucket, node) : roots.inbox(bucket, node));
                        continue;
                    }
                    RemoteItem.View view = remote.open();
                    if (view == null) {
                        return Optional.empty();
                    }
                    views.add(view);
                    values.put(node, view.bytes());
                }
            }
            Reduced reduced = reduce(values, roots.reduced(bucket));
            return views.stream().allMatch(RemoteItem.View::intact) ? Optional.of(reduced) : Optional.empty();
        } finally {
            views.forEach(RemoteItem.View::close);
        }
    }

    private Reduced reduce(Map<LeafTree.Node, ByteBuffer> values, ByteBuffer out) {
        DigestStream digest = new DigestStream();
        double square = 0;
        for (int from = 0; from < out.capacity(); from += PART_BYTES) {
            int length = Math.min(PART_BYTES, out.capacity() - from);
            Map<LeafTree.Node, ByteBuffer> parts = new HashMap<>();
            for (Map.Entry<LeafTree.Node, ByteBuffer> value : values.entrySet()) {
                parts.put(value.getKey(), part(value.getValue(), from, length));
            }
            ByteBuffer mean = part(out, from, length);
            Additions additions = new Additions(parts.size() - 1);
            ByteBuffer sum = tree.finish(parts, additions::add);
            square = arithmetic.meanInto(mean, sum, additions.last, tree.leaves(), square);
            digest.put(mean);
        }
        return new Reduced(square, digest.digest());
    }

    private static ByteBuffer part(ByteBuffer whole, int from, int length) {
        return whole.slice(from, length).order(whole.order());
    }

    /** Makes all additions of a part but the last, which is made together with the division. */
    private final class Additions {
        private int left;
        private int used;
        /** Right side of the last addition. */
        private ByteBuffer last = BucketArithmetic.NOTHING;

        Additions(int count) {
            this.left = count;
        }

        ByteBuffer add(ByteBuffer value, ByteBuffer addend) {
            left--;
            if (left == 0) {
                last = addend;
                return value;
            }
            ByteBuffer sum = value.isReadOnly() ? copy(value) : value;
            arithmetic.addInto(sum, addend);
            return sum;
        }

        private ByteBuffer copy(ByteBuffer value) {
            if (used == sums.size()) {
                sums.add(AlignedBuffers.allocate(PART_BYTES));
            }
            ByteBuffer copy = part(sums.get(used++), 0, value.remaining());
            return copy.put(0, value, 0, value.remaining());
        }
    }
}
