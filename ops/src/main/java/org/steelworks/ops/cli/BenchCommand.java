package org.steelworks.ops.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.ops.bench.BenchModel;
import org.steelworks.ops.bench.CheckpointBench;
import org.steelworks.ops.bench.ExchangeBench;
import org.steelworks.ops.bench.ExchangeComparison;
import org.steelworks.ops.bench.GenerateBench;
import org.steelworks.ops.bench.Rival;
import org.steelworks.ops.bench.TorchBaseline;
import org.steelworks.ops.bench.TrainBench;
import org.steelworks.ops.bench.TrainComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel bench}: measures this machine, alone or beside PyTorch in the same run. */
@Command(
        name = "bench",
        description =
                "Measure training, data and their parts, with --baseline beside the Python originals in the same run.",
        mixinStandardHelpOptions = true,
        subcommands = {BenchDataCommands.Prepare.class, BenchDataCommands.Tokenize.class, BenchDataCommands.Pack.class},
        footer = {
            "",
            "A ratio is steel's figure divided by the baseline's, taken within each pair; the median of the pairs is"
                    + " printed. docs/benchmarks.md tells how the figures are made and what was found."
        })
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** The model that is measured. */
    static final class Shape {
        @Option(names = "--hidden", paramLabel = "N", description = "hidden_size (default: ${DEFAULT-VALUE}).")
        private int hidden = 512;

        @Option(names = "--layers", paramLabel = "N", description = "num_hidden_layers (default: ${DEFAULT-VALUE}).")
        private int layers = 8;

        @Option(names = "--heads", paramLabel = "N", description = "num_attention_heads (default: ${DEFAULT-VALUE}).")
        private int heads = 8;

        @Option(
                names = "--intermediate",
                paramLabel = "N",
                description = "intermediate_size (default: ${DEFAULT-VALUE}).")
        private int intermediate = 512;

        @Option(names = "--experts", paramLabel = "N", description = "n_experts (default: ${DEFAULT-VALUE}).")
        private int experts = 6;

        @Option(names = "--div", paramLabel = "N", description = "mlp_div_ratio (default: ${DEFAULT-VALUE}).")
        private int div = 4;

        @Option(names = "--ffn", paramLabel = "N", description = "FFN_type (default: ${DEFAULT-VALUE}).")
        private FeedForwardKind ffn = FeedForwardKind.SOFTMOE_V1;

        @Option(names = "--mlp", paramLabel = "N", description = "mlp_type (default: ${DEFAULT-VALUE}).")
        private MlpKind mlp = MlpKind.RAW;

        @Option(names = "--vocab", paramLabel = "N", description = "vocab_size (default: ${DEFAULT-VALUE}).")
        private int vocabulary = 32000;

        @Option(names = "--seq", paramLabel = "N", description = "Tokens of a sequence (default: ${DEFAULT-VALUE}).")
        private int sequence = 512;

        @Option(
                names = "--micro",
                paramLabel = "N",
                description = "Sequences of a micro-batch (default: ${DEFAULT-VALUE}).")
        private int micro = 4;

        @Option(
                names = "--accumulate",
                paramLabel = "N",
                description = "Micro-batches of a step (default: ${DEFAULT-VALUE}).")
        private int accumulate = 2;

        private BenchModel model() {
            return new BenchModel(
                    hidden,
                    layers,
                    heads,
                    intermediate,
                    experts,
                    div,
                    ffn,
                    mlp,
                    vocabulary,
                    sequence,
                    micro,
                    accumulate);
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "train",
            description = "Tokens per second and peak memory of steel train, everything included.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Rivals of --against: eager (PyTorch as it ships), eager-malloc (with the allocator settings that our"
                        + " workers get), compile and compile-malloc (each layer compiled; needs a C++ compiler). With"
                        + " --workers 2 the baseline is DistributedDataParallel over Gloo with one thread each."
            })
    int train(
            @Mixin BenchPairs pairing,
            @Mixin Shape shape,
            @Option(
                            names = "--case",
                            paramLabel = "fp32|bf16-mixed",
                            defaultValue = "fp32",
                            description = "What to compute in (default: ${DEFAULT-VALUE}).")
                    String precision,
            @Option(
                            names = "--device",
                            paramLabel = "cpu|cuda",
                            defaultValue = "cpu",
                            description = "What computes, on both sides (default: ${DEFAULT-VALUE}).")
                    String device,
            @Option(
                            names = "--against",
                            split = ",",
                            paramLabel = "RIVAL",
                            defaultValue = "eager,eager-malloc,compile",
                            description = "Baselines to run (default: ${DEFAULT-VALUE}).")
                    List<String> against,
            @Option(
                            names = "--workers",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Worker processes (default: ${DEFAULT-VALUE}).")
                    int workers,
            @Option(
                            names = "--threads",
                            paramLabel = "T",
                            defaultValue = "2",
                            description =
                                    "Kernel threads of a worker (default: ${DEFAULT-VALUE}; one with --workers 2).")
                    int threads,
            @Option(
                            names = "--steps",
                            paramLabel = "N",
                            defaultValue = "5",
                            description =
                                    "Timed steps of a run; one more is run before them (default: ${DEFAULT-VALUE}).")
                    int steps)
            throws IOException {
        int each = workers > 1 ? 1 : threads;
        TrainBench bench = new TrainBench(
                BenchPairs.home().resolve("steel"), shape.model(), precision, device, workers, each, steps);
        List<Rival> rivals = new ArrayList<>();
        against.forEach(name -> rivals.add(Rival.of(name)));
        TorchBaseline torch = pairing.torch();
        return pairing.measure(
                torch, new TrainComparison(bench, torch, rivals, pairing.pairs(), pairing::progress)::run);
    }

    @Command(
            name = "allreduce",
            description = "Gradient exchange between worker processes, beside Gloo's all-reduce.",
            mixinStandardHelpOptions = true)
    int allreduce(
            @Mixin BenchPairs pairing,
            @Option(
                            names = "--mb",
                            paramLabel = "MiB",
                            defaultValue = "64",
                            description = "Gradient in MiB (default: ${DEFAULT-VALUE}).")
                    int mebibytes,
            @Option(
                            names = "--workers",
                            paramLabel = "N",
                            defaultValue = "2",
                            description = "Worker processes (default: ${DEFAULT-VALUE}).")
                    int workers,
            @Option(
                            names = "--rounds",
                            paramLabel = "N",
                            defaultValue = "40",
                            description =
                                    "Timed rounds of a run; twenty more are run before them (default: ${DEFAULT-VALUE}).")
                    int rounds)
            throws IOException {
        TorchBaseline torch = pairing.torch();
        return pairing.measure(
                torch,
                new ExchangeComparison(
                        new ExchangeBench(mebibytes, workers, rounds), torch, pairing.pairs(), pairing::progress)::run);
    }

    @Command(
            name = "checkpoint",
            description = "Writing and publishing a checkpoint, beside torch.save.",
            mixinStandardHelpOptions = true)
    int checkpoint(@Mixin BenchPairs pairing, @Mixin Shape shape) throws IOException {
        TorchBaseline torch = pairing.torch();
        return pairing.measure(
                torch, new CheckpointBench(shape.model(), torch, pairing.pairs(), pairing::progress)::run);
    }

    @Command(
            name = "generate",
            description = "Greedy generation with a key-value cache: reading a prompt, then writing.",
            mixinStandardHelpOptions = true)
    int generate(
            @Mixin BenchPairs pairing,
            @Mixin Shape shape,
            @Option(
                            names = "--new-tokens",
                            paramLabel = "N",
                            defaultValue = "64",
                            description = "Tokens to write (default: ${DEFAULT-VALUE}).")
                    int newTokens,
            @Option(
                            names = "--threads",
                            paramLabel = "T",
                            defaultValue = "2",
                            description = "Threads of the kernels (default: ${DEFAULT-VALUE}).")
                    int threads)
            throws IOException {
        TorchBaseline torch = pairing.torch();
        return pairing.measure(
                torch,
                new GenerateBench(shape.model(), newTokens, threads, torch, pairing.pairs(), pairing::progress)::run);
    }
}
