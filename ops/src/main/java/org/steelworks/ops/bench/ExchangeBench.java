package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.MediaDriverOwner;
import org.steelworks.core.aeron.StreamPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.ops.process.WorkerJvm;

/**
 * The gradient exchange between worker processes of one machine: a media driver as the node has it, and one process per
 * member with the data plane, the frames and the reducer of training.
 *
 * @param mebibytes of gradient
 * @param members worker processes
 * @param rounds timed rounds; six hundred more are run before them: the compilers of the JVM take that long for what is done a few times in a round
 */
public record ExchangeBench(int mebibytes, int members, int rounds) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 600;
    private static final int HEAP_MB = 256;
    private static final int HIDDEN = 64;

    /** Seconds of the timed rounds at the first member, and the gradient's exact bytes. */
    record Sample(List<Double> seconds, long bytes) {
        double gigabytesPerSecond() {
            return bytes / Median.of(seconds).value() / 1e9;
        }
    }

    /** A model whose gradient has the wanted size: its vocabulary makes up for what its one layer has not. */
    private ModelSpec model() {
        long wanted = ((long) mebibytes << 20) / Float.BYTES;
        long layer = ParameterTable.of(model(1)).elements() - 2L * HIDDEN;
        return model((int) Math.max(1, (wanted - layer) / (2L * HIDDEN)));
    }

    private static ModelSpec model(int vocabulary) {
        return new ModelSpec(
                vocabulary,
                HIDDEN,
                HIDDEN,
                1,
                1,
                1,
                1,
                HIDDEN,
                0.02,
                1e-6,
                10_000,
                false,
                FeedForwardKind.RAW,
                MlpKind.RAW,
                1,
                1,
                -1,
                -1);
    }

    /** Starts driver and members, and waits for them. */
    Sample run(Path folder) throws IOException {
        AeronSettings aeron = ExchangeSettings.aeron();
        ModelSpec model = model();
        try (MediaDriverOwner driver =
                MediaDriverOwner.start(aeron, "bench", StreamPlan.sharedMemoryBytes(members, 0, aeron))) {
            return sample(inProcesses(driver, model, folder), model);
        }
    }

    /** Runs all members; the first that fails ends the others, and is what is told. Returns the first member's. */
    private ChildRun inProcesses(MediaDriverOwner driver, ModelSpec model, Path folder) {
        ExecutorService waiting = Executors.newFixedThreadPool(members);
        AtomicReference<Throwable> first = new AtomicReference<>();
        try {
            List<CompletableFuture<ChildRun>> runs = new ArrayList<>();
            for (int member = 0; member < members; member++) {
                List<String> command = command(member, driver, model);
                Path log = folder.resolve("member-" + member + ".log");
                runs.add(CompletableFuture.supplyAsync(() -> child(command, folder, log), waiting)
                        .whenComplete((run, error) -> {
                            if (error != null && first.compareAndSet(null, error)) {
                                waiting.shutdownNow();
                            }
                        }));
            }
            CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new)).join();
            return runs.get(0).join();
        } catch (CompletionException e) {
            Throwable cause = first.get() instanceof CompletionException wrapped ? wrapped.getCause() : first.get();
            throw new BenchFailure("a member of the exchange failed: " + cause.getMessage(), cause);
        } finally {
            waiting.shutdownNow();
        }
    }

    private static ChildRun child(List<String> command, Path folder, Path log) {
        try {
            return ChildRun.of(command, WorkerJvm.environment(1), folder, log);
        } catch (IOException e) {
            throw new BenchFailure("a member cannot be run in " + folder + ": " + e.getMessage(), e);
        }
    }

    private Sample sample(ChildRun first, ModelSpec model) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (JsonNode round : JSON.readTree(first.lastLine())) {
            seconds.add(round.asDouble());
        }
        return new Sample(
                seconds.subList(WARM_UP, seconds.size()),
                ParameterTable.of(model).elements() * Float.BYTES);
    }

    private List<String> command(int member, MediaDriverOwner driver, ModelSpec model) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        told.put("member", member).put("machine", "bench").put("rounds", rounds + WARM_UP);
        told.put("driver", driver.driverFolder().toString());
        ArrayNode streams = told.putArray("streams");
        for (int m = 0; m < members; m++) {
            streams.add(StreamPlan.inboxStream(m, 0));
        }
        told.set("model", ModelConfigReader.write(model));
        List<String> command = new ArrayList<>(
                WorkerJvm.command(HEAP_MB, 4L * mebibytes + HEAP_MB, aeronFlags(), ExchangeMain.class.getName()));
        command.add(told.toString());
        return command;
    }

    /** What was set of {@code steel.aeron} for this process holds for the members too. */
    private static List<String> aeronFlags() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("steel.aeron."))
                .sorted()
                .map(name -> "-D" + name + "=" + System.getProperty(name))
                .toList();
    }
}
