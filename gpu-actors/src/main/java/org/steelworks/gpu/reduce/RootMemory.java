package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * The subtree roots a worker has: its own as whole gradients, others' bucket by bucket as they arrive, or where they can be
 * read. Own roots are written by the device thread, arriving ones by the agent thread; the step machine says when each may be
 * read.
 *
 * <p>Whole gradients come from a {@link BufferSource} whose memory peers may read themselves, late. Within a generation the
 * protocol keeps it as it is until they have, because nobody goes on before all are prepared; what is late beyond that is of a
 * generation that is over, and is shut out by renewing the source before the memory is written again.
 */
public final class RootMemory {
    private record Place(int bucket, LeafTree.Node node) {}

    private final BucketPlan buckets;
    private final BufferSource source;
    private final Map<LeafTree.Node, FlatVectors> own = new ConcurrentHashMap<>();
    private final Map<Place, ByteBuffer> inbox = new HashMap<>();
    private final Map<Place, RemoteItem> remote = new HashMap<>();
    private volatile FlatVectors first;

    /** @param source of the memory of whole gradients */
    public RootMemory(BucketPlan buckets, BufferSource source) {
        this.buckets = buckets;
        this.source = source;
    }

    /** Zeroed memory for a gradient that may become an own root. */
    public FlatVectors newGradient(ParameterTable table) {
        return FlatVectors.zeros(table, DType.F32, source);
    }

    /** Keeps an own root. */
    public void keepOwn(LeafTree.Node node, FlatVectors gradient) {
        if (own.isEmpty()) {
            first = gradient;
        }
        own.put(node, gradient);
    }

    /** Forgets the own roots: their memory is about to be written again. */
    public void dropOwn() {
        renewOwn();
        own.clear();
    }

    private void renewOwn() {
        own.values().forEach(root -> root.buffers().forEach(source::renew));
    }

    /** A view of a bucket of the first root that was kept since {@link #dropOwn}, or before it; null if there was none. */
    ByteBuffer firstOwn(int bucket) {
        FlatVectors memory = first;
        return memory == null ? null : memory.bytes(buckets.bucket(bucket));
    }

    /** A view of a bucket of an own root. */
    public ByteBuffer own(int bucket, LeafTree.Node node) {
        return own.get(node).bytes(buckets.bucket(bucket));
    }

    /** Keeps where an arriving root can be copied from, in place of its bytes. */
    public synchronized void keepRemote(int bucket, LeafTree.Node node, RemoteItem root) {
        remote.put(new Place(bucket, node), root);
    }

    /** Where an arrived root can be copied from; null if its bytes are in {@link #inbox}. */
    public synchronized RemoteItem remote(int bucket, LeafTree.Node node) {
        return remote.get(new Place(bucket, node));
    }

    /** Where the bytes of an arriving root belong. */
    public synchronized ByteBuffer arriving(int bucket, LeafTree.Node node) {
        remote.remove(new Place(bucket, node));
        return inbox(bucket, node);
    }

    /** The bytes of an arrived root. */
    public synchronized ByteBuffer inbox(int bucket, LeafTree.Node node) {
        return inbox.computeIfAbsent(
                        new Place(bucket, node),
                        place -> AlignedBuffers.allocate(
                                DType.F32, buckets.bucket(bucket).length()))
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A new generation begins: what was sent in older ones is not to be read any more, and memory of roots that it does not send
     * is freed.
     *
     * @param nodes roots of all its members
     */
    public synchronized void enterGeneration(Set<LeafTree.Node> nodes) {
        renewOwn();
        inbox.keySet()
                .retainAll(inbox.keySet().stream()
                        .filter(place -> nodes.contains(place.node))
                        .collect(Collectors.toSet()));
        remote.keySet().removeIf(place -> !nodes.contains(place.node));
    }
}
