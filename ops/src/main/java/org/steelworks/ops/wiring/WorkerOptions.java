package org.steelworks.ops.wiring;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.id.WorkerId;
import org.steelworks.gpu.worker.WorkerSettings;

/**
 * The command line that a node gives its workers.
 *
 * @param nodeActor path of the actor that owns this process
 * @param settings what the worker is
 * @param aeron folder of the node's media driver
 */
record WorkerOptions(String nodeActor, WorkerSettings settings, Path aeron) {

    static WorkerOptions parse(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            values.put(arguments[i], arguments[i + 1]);
        }
        Endpoint inbox = new Endpoint(
                need(values, "--machine"),
                Integer.parseInt(need(values, "--stream")),
                values.getOrDefault("--udp", ""));
        WorkerSettings settings = new WorkerSettings(
                WorkerId.parse(need(values, "--worker")),
                Long.parseLong(need(values, "--incarnation")),
                inbox,
                Integer.parseInt(need(values, "--threads")));
        return new WorkerOptions(need(values, "--node-actor"), settings, Path.of(need(values, "--aeron")));
    }

    private static String need(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a worker is started by its node: argument " + name + " is missing");
        }
        return value;
    }
}
