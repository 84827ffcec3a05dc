package org.steelworks.core.run;

import java.util.List;
import java.util.function.Consumer;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.id.RunId;

/**
 * Whoever sends blocks of samples to the members of a run. Called by the run's coordinator; returns at once. The
 * coordinator hears {@link RunCoordinator.FeedMoved} after the answers here have changed.
 */
public interface RunFeed {
    /** Where members send their credits. */
    Endpoint endpoint();

    /** Why there, a sentence for the events; empty where it is the coordinator's own node as ever. */
    String reason();

    /**
     * A generation is in force; older ones need nothing any more. Said again to a new coordinator's feed.
     *
     * @param members where they receive, in the generation's order
     * @param failed told, on any thread, why no more blocks come: the run cannot go on with its data as they are
     */
    void serve(RunId run, GenerationPlan plan, List<Endpoint> members, Consumer<String> failed);
}
