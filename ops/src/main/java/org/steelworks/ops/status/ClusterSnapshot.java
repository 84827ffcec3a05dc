package org.steelworks.ops.status;

import java.util.List;
import org.steelworks.core.job.JobView;
import org.steelworks.core.node.ClusterView;

/**
 * Everything a status page shows, at one moment.
 *
 * @param takenMs wall-clock time, milliseconds since 1970
 * @param changeId number of the newest change in it; streams of changes go on from here
 * @param members of the cluster
 * @param workers sorted by id
 * @param jobs in order of submission
 * @param actors sorted by role, then path
 * @param events newest first
 */
public record ClusterSnapshot(
        long takenMs,
        long changeId,
        List<ClusterView.Member> members,
        List<WorkerView> workers,
        List<JobView> jobs,
        List<ActorView> actors,
        List<RunEvent> events) {
    public ClusterSnapshot {
        members = List.copyOf(members);
        workers = List.copyOf(workers);
        jobs = List.copyOf(jobs);
        actors = List.copyOf(actors);
        events = List.copyOf(events);
    }

    /** The same, still true at that time. */
    ClusterSnapshot at(long nowMs) {
        return new ClusterSnapshot(nowMs, changeId, members, workers, jobs, actors, events);
    }
}
