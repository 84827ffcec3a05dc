package org.steelworks.gpu.network;

/** Follows the pass of a micro-batch section by section, on the device thread. */
@FunctionalInterface
public interface SectionListener {
    /** No one listens. */
    SectionListener NONE = section -> {};

    /**
     * A section's flat gradients are complete for this micro-batch. Sections come in the order head, last layer .. first
     * layer, embedding.
     */
    void onGradient(int section);

    /**
     * A section's weights are about to be read for the first time in this pass: whoever has to wait for them waits here.
     * Sections come in the order embedding, first layer .. last layer, head.
     *
     * @throws ComputeCancelled when they are not waited for any more
     */
    default void beforeForward(int section) {}
}
