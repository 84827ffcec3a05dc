package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cluster of {@code steel node} processes on loopback, ended with the test. Only processes of its own are signalled. */
final class NodeProcesses implements AutoCloseable {
    static final String CONTROL = "control";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final int joinPort;
    private final int httpPort;
    private final Map<String, Process> processes = new LinkedHashMap<>();

    NodeProcesses(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.joinPort = FreePort.find();
        int other = FreePort.find();
        while (other == joinPort) {
            other = FreePort.find();
        }
        this.httpPort = other;
    }

    /** Starts a node, for the first time or again; {@link #CONTROL} is the one that the others join. */
    void start(String name) throws IOException {
        start(name, name.equals(CONTROL) ? "control" : "data");
    }

    /**
     * The same with roles and further settings of its own.
     *
     * @param settings keys below {@code steel}
     */
    void start(String name, String roles, String... settings) throws IOException {
        boolean control = name.equals(CONTROL);
        Path file = folder.resolve(name + ".conf");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "steel {",
                        "  node { name = %s, dir = %s, host = 127.0.0.1, port = %d, roles = [%s] }"
                                .formatted(name, name, control ? joinPort : 0, roles),
                        // deaths are noticed sooner than on real machines, where a full processor may look like one
                        "  cluster { heartbeat-pause = 4s, stable-after = 2s, seed-nodes = [%s] }"
                                .formatted(control ? "" : "\"127.0.0.1:" + joinPort + "\""),
                        "  http.port = " + httpPort,
                        "  data.threads = 1",
                        String.join("\n", settings),
                        "}"));
        Process old = processes.put(
                name,
                SteelProcess.start(
                        log(name),
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"),
                        List.of("node", "--config", file)));
        if (old != null && old.isAlive()) {
            throw new IllegalStateException(name + " ran already");
        }
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** As {@code kill -9} does. */
    void kill(String name) throws InterruptedException {
        processes.get(name).destroyForcibly().waitFor();
    }

    void pause(String name) throws IOException, InterruptedException {
        signal("STOP", name);
    }

    void goOn(String name) throws IOException, InterruptedException {
        signal("CONT", name);
    }

    private void signal(String signal, String name) throws IOException, InterruptedException {
        Process process = processes.get(name);
        int exitCode = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IllegalStateException("kill -" + signal + " " + name + " ended with " + exitCode);
        }
    }

    /** A command at the cluster. */
    CliRun steel(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cluster", "http://127.0.0.1:" + httpPort));
        all.addAll(List.of("--token-file", folder.resolve(CONTROL).resolve("token")));
        return CliRun.of(all.toArray());
    }

    /** A command's JSON, an empty object while the control node does not answer. */
    JsonNode json(Object... arguments) {
        if (!Files.exists(folder.resolve(CONTROL).resolve("token"))) {
            return JSON.createObjectNode();
        }
        CliRun run = steel(arguments);
        try {
            return run.exitCode() == 0 ? JSON.readTree(run.out()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(run.out(), e);
        }
    }

    /** Members that are up. */
    long up() {
        long up = 0;
        for (JsonNode member : json("status", "--json").path("members")) {
            up += member.path("status").asText().equals("up") ? 1 : 0;
        }
        return up;
    }

    /** Fails where a node that was not killed has ended, with what it said. */
    void requireAlive() throws IOException {
        for (Map.Entry<String, Process> entry : processes.entrySet()) {
            if (!entry.getValue().isAlive()) {
                throw new AssertionError(
                        entry.getKey() + " ended with " + entry.getValue().exitValue() + ":\n" + logs());
            }
        }
    }

    /** What the nodes said, for failures. */
    String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : processes.keySet()) {
            all.append("=== ").append(name).append('\n').append(Files.readString(log(name)));
        }
        return all.toString();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes.values()) {
            process.destroyForcibly().waitFor();
        }
    }
}
