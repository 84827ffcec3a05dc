package org.steelworks.data.flow;

/** Told of progress, one call at a time, a few times per MiB of input; must return soon and not throw. */
@FunctionalInterface
public interface ProgressListener {
    /** Tells nobody. */
    ProgressListener NONE = progress -> {};

    void progress(PrepareProgress progress);

    /**
     * What happened to a data node, which may get units, gets none for a reason, or is gone, or to a unit there; never told
     * of the own process.
     */
    default void node(NodeNews news) {}

    /**
     * What happened to a data node.
     *
     * @param node its address
     * @param reason a sentence
     */
    record NodeNews(What what, String node, String reason) {}

    /** Kinds of such news. */
    enum What {
        JOINED,
        REFUSED,
        LOST,
        /** A unit comes back from there, by no fault of its own, and is done elsewhere or later. */
        MOVED,
        /** A unit failed there and is tried again. */
        FAILED
    }
}
