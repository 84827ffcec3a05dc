package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.digest.DigestStream;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.tensor.AlignedBuffers;

/**
 * Finishes the leaf tree of a bucket from all members' subtree roots and divides once by the number of leaves. A bucket is
 * taken part by part, and all that is done with a part is done while the caches hold it. Roots are only read, but the first own
 * one, where the result takes its memory. Device thread only, which the other threads help.
 */
public final class BucketReducer implements AutoCloseable {
    private static final int PART_BYTES = GradientMean.PART * Float.BYTES;

    /** What the members need to know of a reduced bucket. */
    public record Reduced(double square, Digest128 digest) {}

    private final LeafTree tree;
    private final RootMemory roots;
    private final ReducedMemory reduced;
    private final GradientMean mean;
    private final PartCrew crew;
    /** Memory for the sum of a part; what a thread needs at a time stays in its second cache. */
    private final ThreadLocal<Deque<ByteBuffer>> spareSums = ThreadLocal.withInitial(ArrayDeque::new);

    /**
     * @param reduced where the results go
     * @param threads that share a bucket, with the device thread; the bits do not depend on it
     */
    public BucketReducer(LeafTree tree, RootMemory roots, ReducedMemory reduced, int threads) {
        this.tree = tree;
        this.roots = roots;
        this.reduced = reduced;
        this.mean = new GradientMean(tree.leaves());
        this.crew = new PartCrew(threads);
    }

    /**
     * @param ranges leaves of all members
     * @param me index of this member in {@code ranges}
     * @return of the bucket that is in {@link ReducedMemory} now; empty if the root of another member was gone before it
     *     was added: then the bucket's own roots may be spoilt
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
            Reduced result = reduce(values, reduced.reducing(bucket));
            return views.stream().allMatch(RemoteItem.View::intact) ? Optional.of(result) : Optional.empty();
        } finally {
            views.forEach(RemoteItem.View::close);
        }
    }

    private Reduced reduce(Map<LeafTree.Node, ByteBuffer> values, ByteBuffer out) {
        int parts = (out.capacity() + PART_BYTES - 1) / PART_BYTES;
        double[] squares = new double[parts];
        DigestStream digest = new DigestStream();
        crew.run(parts, part -> squares[part] = reducePart(values, out, part), part -> digest.put(part(out, part)));
        double square = 0;
        for (double one : squares) {
            square += one;
        }
        return new Reduced(square, digest.digest());
    }

    private double reducePart(Map<LeafTree.Node, ByteBuffer> values, ByteBuffer out, int part) {
        Map<LeafTree.Node, ByteBuffer> parts = new HashMap<>();
        values.forEach((node, value) -> parts.put(node, part(value, part)));
        Additions additions = new Additions(parts.size() - 1, spareSums.get());
        try {
            ByteBuffer sum = tree.finish(parts, additions::add);
            return mean.into(part(out, part), sum, additions.last, 0);
        } finally {
            additions.end();
        }
    }

    private static ByteBuffer part(ByteBuffer whole, int part) {
        int from = part * PART_BYTES;
        return whole.slice(from, Math.min(PART_BYTES, whole.capacity() - from)).order(whole.order());
    }

    @Override
    public void close() {
        crew.close();
    }

    /** Makes all additions of a part but the last, which is made together with the division. */
    private static final class Additions {
        /** Memory for sums that is not in use. */
        private final Deque<ByteBuffer> spare;
        /** Memory of sums that are still needed, by identity. */
        private final Map<ByteBuffer, ByteBuffer> sums = new IdentityHashMap<>();

        private int left;
        /** Right side of the last addition. */
        private ByteBuffer last = GradientMean.NOTHING;

        Additions(int count, Deque<ByteBuffer> spare) {
            this.left = count;
            this.spare = spare;
        }

        ByteBuffer add(ByteBuffer value, ByteBuffer addend) {
            left--;
            if (left == 0) {
                last = addend;
                return value;
            }
            ByteBuffer sum = sums.containsKey(value) ? value : take(value.remaining());
            GradientMean.add(sum, value, addend);
            giveBack(addend);
            return sum;
        }

        private ByteBuffer take(int bytes) {
            ByteBuffer memory = spare.isEmpty() ? AlignedBuffers.allocate(PART_BYTES) : spare.pop();
            ByteBuffer sum = memory.slice(0, bytes).order(memory.order());
            sums.put(sum, memory);
            return sum;
        }

        private void giveBack(ByteBuffer sum) {
            ByteBuffer memory = sums.remove(sum);
            if (memory != null) {
                spare.push(memory);
            }
        }

        void end() {
            sums.values().forEach(spare::push);
        }
    }
}
