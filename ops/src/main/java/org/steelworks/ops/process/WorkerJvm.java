package org.steelworks.ops.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JVM of a process that computes: its flags and its environment. */
public final class WorkerJvm {
    private static final int YOUNG_MB = 16;

    private WorkerJvm() {}

    /**
     * The command up to the main class's own arguments, with the Java binary first.
     *
     * @param heapMb largest Java heap
     * @param directMb largest direct memory
     */
    public static List<String> command(int heapMb, long directMb, List<String> jvmFlags, String mainClass) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String opened : List.of("jdk.internal.misc", "java.nio", "sun.nio.ch")) {
            arguments.add("--add-opens");
            arguments.add("java.base/" + opened + "=ALL-UNNAMED");
        }
        arguments.add("-Xmx" + heapMb + "m");
        // what is not a tensor is small and short-lived: collect it often instead of keeping its memory
        arguments.add("-Xmn" + YOUNG_MB + "m");
        arguments.add("-XX:MaxDirectMemorySize=" + directMb + "m");
        arguments.add("-XX:+UseSerialGC");
        arguments.add("-Xshare:auto");
        arguments.add("-Djava.net.preferIPv4Stack=true");
        arguments.addAll(jvmFlags);
        arguments.add("-cp");
        arguments.add(System.getProperty("java.class.path"));
        arguments.add(mainClass);
        return arguments;
    }

    /**
     * Variables on top of the parent's own: threads are pinned, the allocator keeps what it has, nothing is fetched; cuBLAS
     * takes the same algorithm on every call and does not shorten fp32.
     */
    public static Map<String, String> environment(int threads) {
        Map<String, String> environment = new LinkedHashMap<>(threads(threads));
        environment.putAll(allocator());
        environment.put("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
        environment.put("NVIDIA_TF32_OVERRIDE", "0");
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        return environment;
    }

    /** Variables that fix the number of threads of kernels. */
    public static Map<String, String> threads(int threads) {
        return Map.of("OMP_NUM_THREADS", Integer.toString(threads), "MKL_NUM_THREADS", Integer.toString(threads));
    }

    /**
     * Settings of glibc's allocator. By default it gives large tensors back to the kernel as soon as they are freed and
     * pays for their pages again; kept, training on CPUs is markedly faster. Small chunks are not cached: a cached one
     * counts as in use, and those that are cut off to align a tensor keep its hole from closing, so that the next tensor of
     * the same size does not fit and the heap grows by a fifth of a worker's memory.
     */
    public static Map<String, String> allocator() {
        return Map.of(
                "MALLOC_ARENA_MAX", "1",
                "MALLOC_MMAP_MAX_", "0",
                "MALLOC_TRIM_THRESHOLD_", "34359738368",
                "MALLOC_TOP_PAD_", "268435456",
                "GLIBC_TUNABLES", "glibc.malloc.mxfast=0:glibc.malloc.tcache_count=0");
    }
}
