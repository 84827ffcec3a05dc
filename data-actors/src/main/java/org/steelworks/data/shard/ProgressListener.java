package org.steelworks.data.shard;

/** Told of the progress of a packing, on the packing thread, a few times per MiB of input; must return soon. */
@FunctionalInterface
public interface ProgressListener {

    void progress(PackProgress progress);
}
