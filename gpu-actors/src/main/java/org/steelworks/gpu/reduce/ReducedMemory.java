package org.steelworks.gpu.reduce;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.core.tensor.DType;

/**
 * Where the reduced gradient of each bucket lies until its step is applied: in the memory of this member's first own root, in
 * memory of its own for members of this machine to read, or in such memory of the bucket's primary.
 *
 * <p>In memory of the first own root: whoever has or gets a reduced bucket has sent that root, or summed it himself, and does not
 * need it any more. But the next leaf overwrites it, whether the others have applied the step or not. So what they read lies apart,
 * and is written again by the next reduction alone. That one has roots of all members, who compute them after they have applied the
 * step before; a reader that is no member any more finds the memory renewed, and gives up what it made.
 *
 * <p>Buckets are reduced, applied and dropped by the device thread, and arrive on the agent thread.
 */
public final class ReducedMemory implements AutoCloseable {
    private final BucketPlan buckets;
    private final RootMemory roots;
    private final BufferSource source;
    /** Memory that others read; only of buckets that this member is or was primary of. */
    private final Map<Integer, ByteBuffer> shared = new HashMap<>();
    /** Buckets in memory of their primaries. */
    private final Map<Integer, RemoteItem.View> elsewhere = new HashMap<>();
    /** Buckets to be reduced where others can read them. */
    private BitSet readByOthers = new BitSet();
    /** Whether others can read those that have no memory yet; null before that is known. */
    private Boolean room;
    /** Buckets that lie in {@link #shared}. */
    private final BitSet sharing = new BitSet();

    /**
     * @param roots whose first own root's memory is used
     * @param source of memory that others may read
     */
    public ReducedMemory(BucketPlan buckets, RootMemory roots, BufferSource source) {
        this.buckets = buckets;
        this.roots = roots;
        this.source = source;
    }

    /** @param readers buckets that this member is primary of and other members of its machine hold */
    public synchronized void enterGeneration(BitSet readers) {
        readByOthers = (BitSet) readers.clone();
        room = null;
    }

    /** Where a bucket is to be reduced to; what others were sent from there is shut. Device thread. */
    synchronized ByteBuffer reducing(int bucket) {
        ByteBuffer own = roots.firstOwn(bucket);
        // where others cannot read this member's roots, they are sent bytes of this bucket as well
        boolean apart = readByOthers.get(bucket) && source.shares(own);
        sharing.set(bucket, apart);
        if (!apart) {
            return own;
        }
        ByteBuffer memory = shared.computeIfAbsent(
                bucket, b -> room() ? source.allocate(bytesOf(b)) : AlignedBuffers.allocate(bytesOf(b)));
        source.renew(memory);
        return memory.duplicate().order(memory.order());
    }

    /** Asked for all of them at once: they are not to take the last room bit by bit. */
    private boolean room() {
        if (room == null) {
            room = source.hasRoom(readByOthers.stream()
                    .filter(bucket -> !shared.containsKey(bucket))
                    .mapToLong(this::bytesOf)
                    .sum());
        }
        return room;
    }

    private long bytesOf(int bucket) {
        return (long) buckets.bucket(bucket).length() * DType.F32.bytes();
    }

    /** Where the bytes of a bucket that comes from its primary belong; null before this worker's first step. */
    public synchronized ByteBuffer arriving(int bucket) {
        forget(bucket);
        return roots.firstOwn(bucket);
    }

    /**
     * Keeps a bucket that lies in memory of its primary, which stays readable from now on even if the primary ends.
     *
     * @return whether it is still there
     */
    public synchronized boolean keep(int bucket, RemoteItem item) {
        RemoteItem.View view = item.open();
        if (view == null) {
            return false;
        }
        if (!view.intact()) {
            view.close();
            return false;
        }
        forget(bucket);
        elsewhere.put(bucket, view);
        return true;
    }

    private void forget(int bucket) {
        sharing.clear(bucket);
        RemoteItem.View before = elsewhere.remove(bucket);
        if (before != null) {
            before.close();
        }
    }

    /** A reduced bucket; a view, not to be written. */
    public synchronized ByteBuffer bytes(int bucket) {
        RemoteItem.View remote = elsewhere.get(bucket);
        if (remote != null) {
            return remote.bytes();
        }
        ByteBuffer memory = sharing.get(bucket) ? shared.get(bucket) : roots.firstOwn(bucket);
        return memory.duplicate().order(memory.order());
    }

    /**
     * Whether all that was read of a bucket so far was its reduced gradient. If not, its primary is in a newer generation, of which
     * this member is none.
     */
    public synchronized boolean intact(int bucket) {
        RemoteItem.View remote = elsewhere.get(bucket);
        return remote == null || remote.intact();
    }

    /** Forgets all reduced buckets, which this member has applied or never will. Device thread. */
    public synchronized void drop() {
        elsewhere.values().forEach(RemoteItem.View::close);
        elsewhere.clear();
        sharing.clear();
        shared.keySet().removeIf(bucket -> !readByOthers.get(bucket));
    }

    @Override
    public void close() {
        drop();
    }
}
