package org.steelworks.core.frame;

import org.steelworks.core.leaf.LeafTree;

/**
 * Names one item of the data plane. Equal keys mean equal bytes: so an item may be sent again at any time, and a
 * receiver may take any part of it from any sending.
 *
 * @param kind what it is
 * @param runTag tag of the run's id
 * @param generation membership version under which it was sent
 * @param step step it belongs to
 * @param sender index of the sending member, {@link #NONE} if it is no member
 * @param bucket ordinal, or {@link #NONE}
 * @param nodeLevel level of the leaf tree's node, or {@link #NONE}
 * @param nodeIndex index of the leaf tree's node, or {@link #NONE}
 * @param leaf leaf, number of a request, or {@link #NONE}
 */
public record FrameKey(
        FrameKind kind,
        long runTag,
        long generation,
        long step,
        int sender,
        int bucket,
        int nodeLevel,
        int nodeIndex,
        int leaf) {
    /** The field does not apply. */
    public static final int NONE = -1;

    public static FrameKey block(long runTag, long generation, long step, int sender, int leaf) {
        return new FrameKey(FrameKind.BLOCK, runTag, generation, step, sender, NONE, NONE, NONE, leaf);
    }

    /** The n-th request for blocks of this sender. */
    public static FrameKey credit(long runTag, long generation, long step, int sender, int request) {
        return new FrameKey(FrameKind.CREDIT, runTag, generation, step, sender, NONE, NONE, NONE, request);
    }

    public static FrameKey gradient(
            long runTag, long generation, long step, int sender, int bucket, LeafTree.Node root) {
        return new FrameKey(
                FrameKind.GRADIENT, runTag, generation, step, sender, bucket, root.level(), root.index(), NONE);
    }

    public static FrameKey reduced(long runTag, long generation, long step, int sender, int bucket) {
        return ofBucket(FrameKind.REDUCED, runTag, generation, step, sender, bucket);
    }

    public static FrameKey weights(long runTag, long generation, long step, int sender, int bucket) {
        return ofBucket(FrameKind.WEIGHTS, runTag, generation, step, sender, bucket);
    }

    public static FrameKey state(long runTag, long generation, long step, int sender, int bucket) {
        return ofBucket(FrameKind.STATE, runTag, generation, step, sender, bucket);
    }

    public static FrameKey prepared(long runTag, long generation, long step, int sender) {
        return ofBucket(FrameKind.PREPARED, runTag, generation, step, sender, NONE);
    }

    /** The n-th request for missing items of this sender. */
    public static FrameKey missing(long runTag, long generation, long step, int sender, int request) {
        return new FrameKey(FrameKind.MISSING, runTag, generation, step, sender, NONE, NONE, NONE, request);
    }

    private static FrameKey ofBucket(FrameKind kind, long runTag, long generation, long step, int sender, int bucket) {
        return new FrameKey(kind, runTag, generation, step, sender, bucket, NONE, NONE, NONE);
    }
}
