package org.steelworks.core.spec;

/**
 * How many workers a run wants.
 *
 * @param minWorkers it waits until so many are free
 * @param maxWorkers it takes no more
 * @param replicas holders per bucket, {@link #ALL} for every member
 * @param threadsPerWorker fixed thread count of a worker's kernels; part of the fingerprint
 */
public record ClusterSpec(int minWorkers, int maxWorkers, int replicas, int threadsPerWorker) {
    /** Every member holds every bucket. */
    public static final int ALL = Integer.MAX_VALUE;

    public ClusterSpec {
        if (minWorkers < 1 || maxWorkers < minWorkers) {
            throw new IllegalArgumentException(
                    "cluster.workers must have 1 <= min <= max, it has min " + minWorkers + " and max " + maxWorkers);
        }
        if (replicas < 1 || threadsPerWorker < 1) {
            throw new IllegalArgumentException("cluster.replicas and cluster.threads_per_worker must be at least 1");
        }
    }
}
