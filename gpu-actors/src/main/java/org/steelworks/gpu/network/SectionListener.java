package org.steelworks.gpu.network;

/** Hears, on the device thread, that a section's flat gradients are complete for this micro-batch. */
@FunctionalInterface
public interface SectionListener {
    /** No one listens. */
    SectionListener NONE = section -> {};

    /** Sections come in the order head, last layer .. first layer, embedding. */
    void onGradient(int section);
}
