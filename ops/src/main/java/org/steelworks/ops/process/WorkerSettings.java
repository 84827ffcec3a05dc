package org.steelworks.ops.process;

import java.nio.file.Path;
import java.util.List;

/**
 * How worker processes of this node are started.
 *
 * @param node name of the node
 * @param dir folder of the node's files: logs go to {@code logs} in it
 * @param aeronDir folder of the node's media driver
 * @param machine name of the media driver in endpoints
 * @param udpHosts per slot {@code host:port} for traffic from other machines, empty where there is none
 * @param threads of a worker's kernels
 * @param heapMb largest Java heap of a worker
 * @param directMb largest direct memory of a worker: all of its model's state and frames
 * @param mainClass class with the worker's main method
 * @param jvmFlags further flags, such as system properties
 */
public record WorkerSettings(
        String node,
        Path dir,
        Path aeronDir,
        String machine,
        List<String> udpHosts,
        int threads,
        int heapMb,
        long directMb,
        String mainClass,
        List<String> jvmFlags) {
    /** Heap that is enough for a worker, whose tensors live outside it. */
    public static final int HEAP_MB = 512;
    /** The worker's entry point. */
    public static final String MAIN_CLASS = "org.steelworks.ops.wiring.WorkerMain";

    public WorkerSettings {
        udpHosts = List.copyOf(udpHosts);
        jvmFlags = List.copyOf(jvmFlags);
        if (threads < 1 || heapMb < 16 || directMb < 1) {
            throw new IllegalArgumentException("a worker needs at least 1 thread, 16 MB of heap and 1 MB of direct"
                    + " memory, the settings say " + threads + ", " + heapMb + " and " + directMb);
        }
    }

    /** Number of slots. */
    public int slots() {
        return udpHosts.size();
    }

    /** File that a slot's processes write their output to. */
    Path log(int slot) {
        return dir.resolve("logs").resolve("worker-" + slot + ".log");
    }
}
