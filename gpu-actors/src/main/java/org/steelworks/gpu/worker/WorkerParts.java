package org.steelworks.gpu.worker;

import org.steelworks.core.protocol.RunSetup;
import org.steelworks.gpu.state.SnapshotSink;
import org.steelworks.gpu.state.StateSource;

/** What the composition root adds to a worker, because other modules make it. */
public interface WorkerParts {
    /** Where a run's state comes from that no member has. */
    StateSource source(RunSetup setup);

    /** Where a run's snapshots go; {@code member} names this worker's file. */
    SnapshotSink sink(RunSetup setup, String member);
}
