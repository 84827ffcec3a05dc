package org.steelworks.ops.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.id.WorkerId;

/**
 * The command line of one worker process.
 *
 * @param arguments with the Java binary first
 * @param environment variables set on top of the node's own
 * @param log where its output goes
 */
record WorkerCommand(List<String> arguments, Map<String, String> environment, Path log) {
    /** A log beyond this size is moved aside before the next start; one older log is kept. */
    private static final long MAX_LOG_BYTES = 16L << 20;

    WorkerCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * Builds the command.
     *
     * @param nodeActor serialised path of the actor that the process reports to
     * @param stream where the process receives frames
     */
    static WorkerCommand of(WorkerSettings settings, WorkerId worker, long incarnation, int stream, String nodeActor) {
        int slot = worker.slot();
        List<String> arguments =
                WorkerJvm.command(settings.heapMb(), settings.directMb(), settings.jvmFlags(), settings.mainClass());
        arguments.addAll(List.of("--node-actor", nodeActor));
        arguments.addAll(List.of("--worker", worker.toString()));
        arguments.addAll(List.of("--incarnation", Long.toString(incarnation)));
        arguments.addAll(List.of("--aeron", settings.aeronDir().toString()));
        arguments.addAll(List.of("--machine", settings.machine()));
        arguments.addAll(List.of("--stream", Integer.toString(stream)));
        arguments.addAll(List.of("--udp", settings.udpHosts().get(slot)));
        arguments.addAll(List.of("--threads", Integer.toString(settings.threads())));
        Map<String, String> environment = new HashMap<>(WorkerJvm.environment(settings.threads()));
        environment.putAll(CudaDevices.here().environment(slot));
        return new WorkerCommand(arguments, environment, settings.log(slot));
    }

    /** Starts the process; its standard input stays open until this process ends or closes it. */
    Process start() throws IOException {
        Files.createDirectories(log.getParent());
        if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder.start();
    }
}
