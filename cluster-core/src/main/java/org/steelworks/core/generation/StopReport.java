package org.steelworks.core.generation;

import java.util.BitSet;
import java.util.List;

/**
 * What a worker answers to Stop: all that the next generation depends on. After answering it decides nothing in the
 * stopped generation or an older one.
 *
 * @param decided last decided step; its update is applied or being applied. -1 where the worker has no state
 * @param appliedSteps AdamW's step count after {@code decided}
 * @param decidedIn number of the generation whose members decided {@code decided}, 0 where it came from a base without
 * @param prepared {@code decided + 1} where the worker holds the reduced gradient of that step for all its buckets
 *     and said so to its peers, else {@code decided}
 * @param preparedIn number of the generation of that Prepared: its gradient is good for a decision of the same
 *     generation only, since a device that computes wrongly may have been left out afterwards
 * @param held buckets whose master state is at {@code decided}
 * @param weights buckets whose compute weights are at {@code decided}
 * @param enteredIn number of the newest generation whose base the worker took: the generation of all its state
 * @param decision the decision of {@code decided}, or null where the worker took it from a base
 * @param unrecorded decisions of stable or decided steps not yet acknowledged as recorded, in order
 */
public record StopReport(
        long decided,
        long appliedSteps,
        long decidedIn,
        long prepared,
        long preparedIn,
        BitSet held,
        BitSet weights,
        long enteredIn,
        Decision decision,
        List<Decision> unrecorded) {
    public StopReport {
        unrecorded = List.copyOf(unrecorded);
    }

    /** The report of a worker without any state of the run. */
    public static StopReport empty() {
        return new StopReport(-1, 0, 0, -1, 0, new BitSet(), new BitSet(), 0, null, List.of());
    }
}
