package org.steelworks.core.run;

import java.util.List;
import java.util.function.Consumer;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.id.RunId;

/** Whoever sends blocks of samples to the members of a run. Called by the run's coordinator; returns at once. */
public interface RunFeed {
    /** Where members send their credits. */
    Endpoint endpoint();

    /**
     * A generation is in force; older ones need nothing any more. Said again to a new coordinator's feed.
     *
     * @param members where they receive, in the generation's order
     * @param failed told, on any thread, why no more blocks come: the run cannot go on with its data as they are
     */
    void serve(RunId run, GenerationPlan plan, List<Endpoint> members, Consumer<String> failed);
}
