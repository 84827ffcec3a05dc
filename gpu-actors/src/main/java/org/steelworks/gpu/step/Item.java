package org.steelworks.gpu.step;

import org.steelworks.core.leaf.LeafTree;

/**
 * Names one payload of a generation. Items are idempotent: the same item always has the same bytes.
 *
 * @param kind what it is
 * @param step the step it belongs to, or the step whose outcome it carries (WEIGHTS, STATE)
 * @param bucket bucket ordinal; -1 for PREPARED
 * @param level level of the tree node; -1 except for GRADIENT
 * @param index index of the tree node; -1 except for GRADIENT
 */
public record Item(ItemKind kind, long step, int bucket, int level, int index) {
    public static Item gradient(long step, int bucket, LeafTree.Node node) {
        return new Item(ItemKind.GRADIENT, step, bucket, node.level(), node.index());
    }

    public static Item reduced(long step, int bucket) {
        return new Item(ItemKind.REDUCED, step, bucket, -1, -1);
    }

    public static Item weights(long step, int bucket) {
        return new Item(ItemKind.WEIGHTS, step, bucket, -1, -1);
    }

    public static Item state(long step, int bucket) {
        return new Item(ItemKind.STATE, step, bucket, -1, -1);
    }

    public static Item prepared(long step) {
        return new Item(ItemKind.PREPARED, step, -1, -1, -1);
    }

    /** The tree node of a GRADIENT item. */
    public LeafTree.Node node() {
        return new LeafTree.Node(level, index);
    }
}
