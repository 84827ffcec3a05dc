package org.steelworks.gpu.step;

/** What members send one another on the data plane. */
public enum ItemKind {
    /** A subtree root of one bucket's gradient, to the bucket's primary. */
    GRADIENT,
    /** A reduced bucket, from the primary to the other holders. */
    REDUCED,
    /** Compute weights of a bucket after a step, to members that do not hold it. */
    WEIGHTS,
    /** Master weights and moments of a bucket at a step, to a holder that lacks them. */
    STATE,
    /** The small frame that says a member is ready to decide a step. */
    PREPARED
}
