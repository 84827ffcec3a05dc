package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * What a figure was measured on.
 *
 * @param processor name of it, and what of its instructions matters to kernels
 * @param cores that this process may use
 * @param memoryBytes of the machine
 * @param commit of the checkout, {@code unknown} where it is none
 */
record BenchMachine(String processor, int cores, long memoryBytes, String commit) {
    private static final List<String> INSTRUCTIONS =
            List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "avx512_vnni");
    private static final long GIT_SECONDS = 10;

    static BenchMachine read(Path home) throws IOException {
        MachineFacts facts = MachineFacts.read();
        return new BenchMachine(processorName(), facts.cores(), facts.memoryBytes(), commit(home));
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("processor", processor)
                .put("cores", cores)
                .put("memory_bytes", memoryBytes)
                .put("commit", commit);
    }

    private static String processorName() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return System.getProperty("os.arch");
        }
        String name = System.getProperty("os.arch");
        TreeSet<String> found = new TreeSet<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int colon = line.indexOf(':');
            if (line.startsWith("model name")) {
                name = line.substring(colon + 1).strip();
            } else if (line.startsWith("flags")) {
                found.addAll(List.of(line.substring(colon + 1).strip().split(" ")));
            }
        }
        found.retainAll(INSTRUCTIONS);
        return name + " (" + String.join(" ", found) + ")";
    }

    private static String commit(Path home) {
        try {
            Process git = new ProcessBuilder("git", "-C", home.toString(), "describe", "--always", "--dirty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
