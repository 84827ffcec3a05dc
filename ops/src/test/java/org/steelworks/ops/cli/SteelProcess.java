package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Our command in a process of its own. */
final class SteelProcess {
    private SteelProcess() {}

    /** Starts it; all that it says is appended to {@code log}. */
    static Process start(Path log, List<String> flags, List<?> arguments) throws IOException {
        File said = log.toFile();
        return builder(flags, arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said))
                .start();
    }

    /**
     * A process that is not started.
     *
     * @param flags of the JVM
     */
    static ProcessBuilder builder(List<String> flags, List<?> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String opened : List.of("jdk.internal.misc", "java.nio", "sun.nio.ch")) {
            command.addAll(List.of("--add-opens", "java.base/" + opened + "=ALL-UNNAMED"));
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SteelMain.class.getName()));
        arguments.forEach(argument -> command.add(String.valueOf(argument)));
        return new ProcessBuilder(command);
    }

    /** As {@code kill -9} does, and waits for the workers, which end with their node. */
    static void kill(Process node) throws InterruptedException {
        List<ProcessHandle> children = node.descendants().toList();
        node.destroyForcibly();
        assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Awaitility.await("workers end with their node")
                .atMost(Duration.ofSeconds(10))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
}
