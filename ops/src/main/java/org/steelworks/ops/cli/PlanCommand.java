package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.kernel.DeviceFacts;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.plan.DevicePlan;
import org.steelworks.gpu.plan.MemoryPlan;
import org.steelworks.gpu.plan.PacePlan;
import org.steelworks.gpu.tensor.DeviceMissingException;
import org.steelworks.gpu.tensor.Placement;
import org.steelworks.ops.status.Eta;
import org.steelworks.ops.wiring.PaceProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel plan}: what a recipe needs, before anything runs. */
@Command(
        name = "plan",
        description = "Say what a training recipe needs: parameters, memory, disk.",
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    /** Weights and two moments, fp32. */
    private static final int STATE_BYTES = 12;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RecipeOptions recipe;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Workers (default: the recipe's maximum, at most the machine's cores).")
    private Integer workers;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        RunSpec run = recipe.read().spec();
        if (run.train() == null) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    recipe.file() + ": a recipe of kind " + run.kind().key() + " trains nothing");
        }
        int count = workers != null
                ? workers
                : Math.max(
                        run.cluster().minWorkers(),
                        Math.min(
                                run.cluster().maxWorkers(), Runtime.getRuntime().availableProcessors()));
        ObjectNode plan = plan(run, count);
        if (json) {
            spec.commandLine().getOut().println(plan.toPrettyString());
        } else {
            print(plan);
        }
        MachineFacts machine = MachineFacts.read();
        long needed = plan.path("memory_per_worker").path("total").asLong() * count;
        if (needed > machine.memoryBytes()) {
            spec.commandLine()
                    .getErr()
                    .println("does not fit: " + count + " workers need " + size(needed) + ", this machine has "
                            + size(machine.memoryBytes())
                            + "; take fewer workers, cluster.replicas below all, or a smaller train.micro_batch");
            return CommandFailure.FAILED;
        }
        return 0;
    }

    private static final double DAY = 86_400;

    private static ObjectNode plan(RunSpec run, int workers) {
        ParameterTable table = ParameterTable.of(run.model().spec());
        TrainSpec train = run.train();
        int replicas = Math.min(run.cluster().replicas(), workers);
        MemoryPlan memory = MemoryPlan.of(
                table,
                train,
                workers,
                replicas,
                run.data().sequenceLength(),
                SteelDecoder.headChunkRows(run.model().spec().vocabSize()),
                !DeviceFacts.multipliesBfloat16(Placement.of(run.train().device())));
        ObjectNode plan = JsonNodeFactory.instance.objectNode();
        plan.put("parameters", table.elements());
        plan.put("buckets", BucketPlan.of(table).buckets().size());
        plan.put("workers", workers).put("replicas", replicas).put("leaves", train.leaves());
        long tokensPerStep = (long) train.globalBatch() * run.data().sequenceLength();
        plan.put("steps", train.steps()).put("tokens_per_step", tokensPerStep);
        plan.put("tokens", Math.multiplyExact(tokensPerStep, train.steps()));
        plan.putObject("memory_per_worker")
                .put("master_weights", memory.masterWeights())
                .put("compute_weights", memory.computeWeights())
                .put("gradients", memory.gradients())
                .put("inbox", memory.inbox())
                .put("moments", memory.moments())
                .put("snapshots", memory.snapshots())
                .put("activations", memory.activations())
                .put("fragments", memory.fragments())
                .put("process", memory.process())
                .put("total", memory.total());
        if (train.device() == TrainSpec.Device.CUDA) {
            DevicePlan device = DevicePlan.of(
                    table,
                    train,
                    workers,
                    run.data().sequenceLength(),
                    SteelDecoder.headChunkRows(run.model().spec().vocabSize()));
            plan.putObject("device_memory_per_worker")
                    .put("weights", device.weights())
                    .put("gradients", device.gradients())
                    .put("activations", device.activations())
                    .put("total", device.total());
        }
        long checkpoint = table.elements() * STATE_BYTES;
        try {
            PacePlan pace = PaceProbe.plan(run, workers, replicas);
            plan.putObject("pace")
                    .put("tokens_per_second", pace.tokensPerSecond())
                    .put("step_seconds", pace.stepSeconds())
                    .put("validation_seconds", pace.validationSeconds())
                    .put("total_seconds", pace.totalSeconds());
        } catch (DeviceMissingException e) {
            plan.put("pace_unknown", e.getMessage());
        }
        plan.put("checkpoint_bytes", checkpoint);
        plan.put("checkpoints_bytes", checkpoint * (run.checkpoint().keep() + 1L));
        return plan;
    }

    private void print(ObjectNode plan) {
        PrintWriter out = spec.commandLine().getOut();
        row(
                out,
                "parameters",
                String.format(Locale.ROOT, "%,d", plan.path("parameters").asLong()));
        row(
                out,
                "tokens",
                String.format(
                        Locale.ROOT,
                        "%,d steps of %,d, %,d in all",
                        plan.path("steps").asLong(),
                        plan.path("tokens_per_step").asLong(),
                        plan.path("tokens").asLong()));
        row(
                out,
                "workers",
                plan.path("workers").asInt() + " for " + plan.path("leaves").asLong() + " leaves, "
                        + plan.path("replicas").asInt() + " holders of each bucket");
        printMemory(out, "memory of a worker", plan.path("memory_per_worker"));
        if (plan.has("device_memory_per_worker")) {
            printMemory(out, "memory of its device", plan.path("device_memory_per_worker"));
        }
        printPace(out, plan);
        row(
                out,
                "disk",
                size(plan.path("checkpoint_bytes").asLong()) + " a checkpoint, "
                        + size(plan.path("checkpoints_bytes").asLong()) + " with those that are kept");
    }

    private static void printMemory(PrintWriter out, String title, JsonNode parts) {
        out.println(title);
        parts.fields()
                .forEachRemaining(part -> row(
                        out,
                        "  " + part.getKey().replace('_', ' '),
                        size(part.getValue().asLong()) + (part.getKey().equals("activations") ? " (estimated)" : "")));
    }

    private static void printPace(PrintWriter out, ObjectNode plan) {
        JsonNode pace = plan.path("pace");
        if (pace.isMissingNode()) {
            row(out, "pace", "unknown here: " + plan.path("pace_unknown").asText());
            return;
        }
        row(
                out,
                "pace",
                String.format(
                        Locale.ROOT,
                        "about %,.0f tokens/s, %s a step (guessed from steps of one and two layers on this machine)",
                        pace.path("tokens_per_second").asDouble(),
                        duration(pace.path("step_seconds").asDouble())));
        double validation = pace.path("validation_seconds").asDouble();
        row(
                out,
                "duration",
                "about " + duration(pace.path("total_seconds").asDouble())
                        + (validation > 0 ? ", " + duration(validation) + " of it for validation" : ""));
    }

    private static String duration(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        return seconds < DAY ? Eta.text(seconds) : String.format(Locale.ROOT, "%,.1f days", seconds / DAY);
    }

    private static void row(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "%-20s %s", name, value));
    }

    static String size(long bytes) {
        if (bytes >= 1L << 30) {
            return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
        }
        return String.format(Locale.ROOT, "%.2f MiB", bytes / (double) (1L << 20));
    }
}
