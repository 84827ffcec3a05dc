package org.steelworks.core.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.id.JobId;

/**
 * Who starts next, and why the others do not. Higher priority first, then in order of submission; nobody overtakes a job
 * that only waits for workers to become free, but a job that the cluster is too small for holds up nobody.
 */
final class QueueRule {
    private QueueRule() {}

    /**
     * A job that waits.
     *
     * @param minWorkers workers it needs to start, 0 where it needs no device
     */
    record Waiting(JobId job, int priority, long order, int minWorkers, int maxWorkers) {}

    /**
     * What there is to give.
     *
     * @param workers workers of the cluster
     * @param free those that no run has
     * @param running runs now
     * @param maxRunning runs allowed
     */
    record Capacity(int workers, int free, int running, int maxRunning) {}

    /** A job that starts now with so many workers. */
    record Grant(JobId job, int workers) {}

    /** Jobs to start, and for all the others a sentence. */
    record Decision(List<Grant> grants, Map<JobId, String> reasons) {}

    static Decision decide(List<Waiting> queue, Capacity capacity) {
        List<Waiting> ordered = new ArrayList<>(queue);
        ordered.sort(Comparator.comparingInt(Waiting::priority).reversed().thenComparingLong(Waiting::order));
        List<Grant> grants = new ArrayList<>();
        Map<JobId, String> reasons = new LinkedHashMap<>();
        int free = capacity.free();
        Waiting head = null;
        for (Waiting job : ordered) {
            if (job.minWorkers() > capacity.workers()) {
                reasons.put(job.job(), tooSmall(job, capacity));
            } else if (capacity.running() + grants.size() >= capacity.maxRunning()) {
                reasons.put(job.job(), "waits for a run to end: " + capacity.maxRunning() + " may run at once");
            } else if (head != null) {
                reasons.put(job.job(), "waits behind job " + head.job() + " (priority " + head.priority() + ")");
            } else if (job.minWorkers() > free) {
                head = job;
                reasons.put(
                        job.job(),
                        "needs " + count(job.minWorkers()) + ", " + free + " of " + capacity.workers() + " are free");
            } else {
                int workers = job.minWorkers() == 0 ? 0 : Math.min(job.maxWorkers(), free);
                grants.add(new Grant(job.job(), workers));
                free -= workers;
            }
        }
        return new Decision(grants, reasons);
    }

    private static String tooSmall(Waiting job, Capacity capacity) {
        String has = capacity.workers() == 0 ? "none yet" : String.valueOf(capacity.workers());
        return "needs " + count(job.minWorkers()) + ", the cluster has " + has
                + ": start more, or lower cluster.workers.min";
    }

    private static String count(int workers) {
        return workers + (workers == 1 ? " worker" : " workers");
    }
}
