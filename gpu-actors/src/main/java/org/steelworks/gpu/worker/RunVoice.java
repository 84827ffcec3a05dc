package org.steelworks.gpu.worker;

import org.steelworks.core.protocol.WorkerProtocol;

/** How a run's engine speaks to its coordinator; any thread. */
@FunctionalInterface
public interface RunVoice {
    void say(WorkerProtocol.FromWorker message);
}
