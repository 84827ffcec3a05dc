package org.steelworks.core.run;

import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;

/**
 * What a run's journal keeps. Each event carries the {@code fence} of the scheduler that started its writer; events of
 * an older fence than one before them do not count. Fields are only ever added, with a meaning for their absence.
 */
public sealed interface RunEvent {
    long fence();

    /** A coordinator took over; after a stop this begins the run's next life. */
    record Started(long fence, long atMs) implements RunEvent {}

    /** Workers of the run must have this fingerprint. */
    record FingerprintTaken(long fence, Fingerprint fingerprint) implements RunEvent {}

    /**
     * A generation that members may hear of from now on.
     *
     * @param feed where its members ask for blocks; null in journals that do not say
     */
    record GenerationFormed(long fence, GenerationPlan plan, Endpoint feed) implements RunEvent {}

    /** The user wants the run to end. */
    record StopRequested(long fence) implements RunEvent {}

    /**
     * The run ended.
     *
     * @param completed false where it was stopped before its last step
     * @param failure why it could not go on, or empty
     */
    record Ended(long fence, long step, boolean completed, String failure) implements RunEvent {}
}
