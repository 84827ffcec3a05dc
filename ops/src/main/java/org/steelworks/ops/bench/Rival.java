package org.steelworks.ops.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.steelworks.ops.process.WorkerJvm;

/** How the baseline is run. */
public enum Rival {
    /** Eager PyTorch with scaled dot product attention, as it ships. */
    EAGER("eager", false, false),
    /** The same with the allocator settings that the launcher gives our workers. */
    EAGER_MALLOC("eager-malloc", false, true),
    /** Each layer compiled, as it ships. */
    COMPILE("compile", true, false),
    /** Each layer compiled, with our allocator settings. */
    COMPILE_MALLOC("compile-malloc", true, true);

    private final String key;
    private final boolean compiled;
    private final boolean allocator;

    Rival(String key, boolean compiled, boolean allocator) {
        this.key = key;
        this.compiled = compiled;
        this.allocator = allocator;
    }

    /** Name on the command line and in results. */
    public String key() {
        return key;
    }

    /** The rival of that name. */
    public static Rival of(String key) {
        return Arrays.stream(values())
                .filter(rival -> rival.key.equals(key))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("--against " + key + ": known are "
                        + Arrays.stream(values()).map(Rival::key).collect(Collectors.joining(", "))));
    }

    List<String> arguments() {
        return compiled ? List.of("--compile") : List.of();
    }

    Map<String, String> environment() {
        return allocator ? WorkerJvm.allocator() : Map.of();
    }
}
