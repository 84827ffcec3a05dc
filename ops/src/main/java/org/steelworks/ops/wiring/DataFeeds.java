package org.steelworks.ops.wiring;

import org.steelworks.core.id.RunId;
import org.steelworks.core.run.RunFeed;

/** Sends the blocks of this node's runs to their workers. Any thread. */
interface DataFeeds {
    /** The feed of a run whose data are open. */
    RunFeed open(RunId run, RunData data);

    /** Ends a run's feed; closes the data once nobody reads them. */
    void close(RunId run, RunData data);
}
