package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
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
 * The subtree roots a worker has: its own as whole gradients, others' bucket by bucket as they arrive. Own roots are
 * written by the device thread, arriving ones by the agent thread; the step machine says when each may be read.
 */
public final class RootMemory {
    private record Place(int bucket, LeafTree.Node node) {}

    private final BucketPlan buckets;
    private final Map<LeafTree.Node, FlatVectors> own = new ConcurrentHashMap<>();
    private final Map<Place, ByteBuffer> inbox = new HashMap<>();

    public RootMemory(BucketPlan buckets) {
        this.buckets = buckets;
    }

    /** Keeps an own root; returns the gradient that was there before, for another use, or null. */
    public FlatVectors keepOwn(LeafTree.Node node, FlatVectors gradient) {
        return own.put(node, gradient);
    }

    /** Takes away own roots that are not among {@code nodes}. */
    public List<FlatVectors> dropOwnExcept(Set<LeafTree.Node> nodes) {
        List<LeafTree.Node> gone =
                own.keySet().stream().filter(node -> !nodes.contains(node)).toList();
        return gone.stream().map(own::remove).toList();
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
