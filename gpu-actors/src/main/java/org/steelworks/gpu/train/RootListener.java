package org.steelworks.gpu.train;

import org.steelworks.core.leaf.LeafTree;

/** Follows the computation of leaves, on the device thread. */
@FunctionalInterface
public interface RootListener {
    /** No one listens. */
    RootListener NONE = (root, section) -> {};

    /**
     * The gradients of one section of a subtree root are complete. A root's sections come in the order head, last layer ..
     * first layer, embedding.
     */
    void onRoot(LeafTree.Node root, int section);

    /** See {@link org.steelworks.gpu.network.SectionListener#beforeForward}. */
    default void beforeForward(int section) {}
}
