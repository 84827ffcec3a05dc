package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What this machine has.
 *
 * @param cores that this process may use
 * @param memoryBytes of the machine
 * @param availableBytes of memory that are free or can be freed
 */
record MachineFacts(int cores, long memoryBytes, long availableBytes) {
    private static final Path MEMORY = Path.of("/proc/meminfo");

    static MachineFacts read() throws IOException {
        Map<String, Long> values = new HashMap<>();
        if (Files.isReadable(MEMORY)) {
            for (String line : Files.readAllLines(MEMORY)) {
                String[] words = line.split("[: ]+");
                if (words.length >= 2) {
                    values.put(words[0], Long.parseLong(words[1]) * 1024);
                }
            }
        }
        return new MachineFacts(
                Runtime.getRuntime().availableProcessors(),
                values.getOrDefault("MemTotal", 0L),
                values.getOrDefault("MemAvailable", 0L));
    }
}
