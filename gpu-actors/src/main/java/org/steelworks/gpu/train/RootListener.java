package org.steelworks.gpu.train;

import org.steelworks.core.leaf.LeafTree;

/** Hears, on the device thread, that the gradients of one section of a subtree root are complete. */
@FunctionalInterface
public interface RootListener {
    /** No one listens. */
    RootListener NONE = (root, section) -> {};

    /** A root's sections come in the order head, last layer .. first layer, embedding. */
    void onRoot(LeafTree.Node root, int section);
}
