package org.steelworks.ops.bench;

import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;

/**
 * The model and the step that are measured; the defaults are 50 million parameters of the seed's architecture.
 *
 * @param intermediate inner width before division by {@code div}
 * @param sequence tokens of a sequence
 * @param microBatch sequences of a micro-batch
 * @param accumulate micro-batches of a step
 */
public record BenchModel(
        int hidden,
        int layers,
        int heads,
        int intermediate,
        int experts,
        int div,
        FeedForwardKind feedForward,
        MlpKind mlp,
        int vocabulary,
        int sequence,
        int microBatch,
        int accumulate) {
    private static final double ROPE_THETA = 1_000_000;

    /** The architecture for sequences of the step. */
    public ModelSpec spec() {
        return spec(sequence);
    }

    /** The architecture for sequences up to a length. */
    ModelSpec spec(int positions) {
        boolean raw = feedForward == FeedForwardKind.RAW;
        return new ModelSpec(
                vocabulary,
                hidden,
                intermediate,
                div,
                layers,
                heads,
                heads,
                positions,
                0.02,
                1e-6,
                ROPE_THETA,
                false,
                feedForward,
                mlp,
                raw ? 1 : experts,
                1,
                -1,
                -1);
    }

    /** Sequences of a step. */
    public int globalBatch() {
        return microBatch * accumulate;
    }

    /** The same for a baseline script; the names of its options are those of {@code bench/torch_baseline.py}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--hidden", hidden);
        add(arguments, "--layers", layers);
        add(arguments, "--heads", heads);
        add(arguments, "--intermediate", intermediate);
        add(arguments, "--experts", experts);
        add(arguments, "--div", div);
        add(arguments, "--vocab", vocabulary);
        add(arguments, "--seq", sequence);
        add(arguments, "--micro", microBatch);
        add(arguments, "--accumulate", accumulate);
        arguments.addAll(List.of("--ffn", feedForward.key(), "--mlp", mlp.key()));
        return arguments;
    }

    private static void add(List<String> arguments, String name, int value) {
        arguments.add(name);
        arguments.add(Integer.toString(value));
    }
}
