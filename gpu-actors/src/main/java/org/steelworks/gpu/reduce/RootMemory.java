package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * The subtree roots a worker has: its own as whole gradients, others' bucket by bucket as they arrive. The reduced
 * gradient takes the memory of the first own root: whoever has or gets a reduced bucket has sent that root, or summed it
 * himself, and does not need it any more. Own roots are written by the device thread, arriving ones by the agent thread;
 * the step machine says when each may be read.
 */
public final class RootMemory {
    private record Place(int bucket, LeafTree.Node node) {}

    private final BucketPlan buckets;
    private final Map<LeafTree.Node, FlatVectors> own = new ConcurrentHashMap<>();
    private final Map<Place, ByteBuffer> inbox = new HashMap<>();
    private volatile FlatVectors reduced;

    public RootMemory(BucketPlan buckets) {
        this.buckets = buckets;
    }

    /** Keeps an own root; the first one after {@link #dropOwn} will become the reduced gradient. */
    public void keepOwn(LeafTree.Node node, FlatVectors gradient) {
        if (own.isEmpty()) {
            reduced = gradient;
        }
        own.put(node, gradient);
    }

    /** Forgets the own roots: their memory is about to be written again. */
    public void dropOwn() {
        own.clear();
    }

    /** A view of a bucket's reduced gradient; null before this worker's first step. */
    public ByteBuffer reduced(int bucket) {
        FlatVectors memory = reduced;
        return memory == null ? null : memory.bytes(buckets.bucket(bucket));
    }

    /** A view of a bucket of an own root. */
    public ByteBuffer own(int bucket, LeafTree.Node node) {
        return own.get(node).bytes(buckets.bucket(bucket));
    }

    /** Where an arriving root belongs. */
    public synchronized ByteBuffer inbox(int bucket, LeafTree.Node node) {
        return inbox.computeIfAbsent(
                        new Place(bucket, node),
                        place -> AlignedBuffers.allocate(
                                DType.F32, buckets.bucket(bucket).length()))
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Frees memory of roots that a new generation does not send. */
    public synchronized void keepInbox(Set<LeafTree.Node> nodes) {
        inbox.keySet()
                .retainAll(inbox.keySet().stream()
                        .filter(place -> nodes.contains(place.node))
                        .collect(Collectors.toSet()));
    }
}
