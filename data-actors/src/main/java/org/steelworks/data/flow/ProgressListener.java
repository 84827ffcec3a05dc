package org.steelworks.data.flow;

/** Told of progress, one call at a time, a few times per MiB of input; must return soon and not throw. */
@FunctionalInterface
public interface ProgressListener {
    /** Tells nobody. */
    ProgressListener NONE = progress -> {};

    void progress(PrepareProgress progress);
}
