package org.steelworks.core.run;

import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;

/**
 * A run as its journal tells it.
 *
 * @param fence newest fencing number seen
 * @param plan newest generation, or null
 * @param feed where its members ask for blocks, or null where that is not known
 * @param fingerprint of the run's workers, or null before the first
 * @param ended how the present life ended, or null
 */
record RunState(
        long fence,
        GenerationPlan plan,
        Endpoint feed,
        Fingerprint fingerprint,
        boolean stopRequested,
        RunEvent.Ended ended) {

    static RunState empty() {
        return new RunState(0, null, null, null, false, null);
    }

    RunState apply(RunEvent event) {
        if (event.fence() < fence) {
            return this;
        }
        if (event instanceof RunEvent.Started started) {
            boolean nextLife = ended != null && !ended.completed();
            return new RunState(
                    started.fence(), plan, feed, fingerprint, stopRequested && !nextLife, nextLife ? null : ended);
        }
        if (event instanceof RunEvent.FingerprintTaken taken) {
            return new RunState(fence, plan, feed, taken.fingerprint(), stopRequested, ended);
        }
        if (event instanceof RunEvent.GenerationFormed formed) {
            return new RunState(fence, formed.plan(), formed.feed(), fingerprint, stopRequested, ended);
        }
        if (event instanceof RunEvent.StopRequested) {
            return new RunState(fence, plan, feed, fingerprint, true, ended);
        }
        return new RunState(fence, plan, feed, fingerprint, stopRequested, (RunEvent.Ended) event);
    }
}
