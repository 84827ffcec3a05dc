package org.steelworks.core.generation;

import org.steelworks.core.id.WorkerId;

/**
 * One life of a worker in a run.
 *
 * @param worker the device slot
 * @param incarnation grows with every start of the slot's process, so that an old life is never taken for a new one
 */
public record Member(WorkerId worker, long incarnation) implements Comparable<Member> {
    @Override
    public int compareTo(Member other) {
        int byWorker = worker.compareTo(other.worker);
        return byWorker != 0 ? byWorker : Long.compare(incarnation, other.incarnation);
    }

    @Override
    public String toString() {
        return worker + "#" + incarnation;
    }
}
