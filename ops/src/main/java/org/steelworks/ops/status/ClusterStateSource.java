package org.steelworks.ops.status;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** Where pages and the API read the state of the cluster. Thread-safe. */
public interface ClusterStateSource {
    /** The state of now; fails when it does not come within a few seconds. */
    CompletionStage<ClusterSnapshot> snapshot();

    /**
     * Changes behind the one with the number {@code after}, as they happen. A reader that is too slow is dropped: its
     * stream fails.
     */
    Source<StatusChange, NotUsed> changes(long after);
}
