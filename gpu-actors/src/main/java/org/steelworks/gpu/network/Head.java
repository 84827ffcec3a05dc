package org.steelworks.gpu.network;

import java.util.List;
import java.util.function.Consumer;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.HostCopy;
import org.steelworks.gpu.tensor.TensorScope;

/** Final norm, vocabulary product and loss, a chunk of rows at a time. */
final class Head {
    /** A chunk's logits may take 64 MiB, unless the vocabulary is so large that products would become too narrow. */
    private static final int CHUNK_ELEMENTS = 1 << 24;

    private static final int LEAST_ROWS = 256;
    private static final int MOST_ROWS = 1024;

    /** Rows of one chunk. Sums over chunks depend on it, so it is part of the fingerprint. */
    static int chunkRows(int vocabulary) {
        int rows = CHUNK_ELEMENTS / vocabulary / LEAST_ROWS * LEAST_ROWS;
        return Math.max(LEAST_ROWS, Math.min(MOST_ROWS, rows));
    }

    /** What a loss is taken of. */
    record Pass(
            DeviceVectors weights, DeviceTensor h, DeviceTensor targets, CausalLmLoss loss, Cancellation cancellation) {
        int positions() {
            return (int) (h.shape()[0] * h.shape()[1]);
        }
    }

    /** Loss sum over the targets and the gradient of the head's input, which the caller owns. */
    record Result(double lossSum, DeviceTensor gradient) {}

    private final DeviceMemory memory;
    private final Narrowing narrowing;
    private final DeviceTensor dims;
    private final DeviceTensor eps;
    private final DeviceTensor narrow;
    private final KernelLibrary library;
    private final Kernel norm;
    private final int chunkRows;

    Head(
            KernelLibrary library,
            Narrowing narrowing,
            ModelSpec spec,
            DeviceTensor dims,
            DeviceTensor eps,
            DeviceTensor narrow) {
        this.library = library;
        this.narrowing = narrowing;
        this.memory = library.memory();
        this.dims = dims;
        this.eps = eps;
        this.narrow = narrow;
        this.norm = library.kernel("head_norm");
        this.chunkRows = chunkRows(spec.vocabSize());
    }

    /** What the products with the vocabulary read; owned by {@code scope}. */
    private DeviceTensor vocabulary(DeviceVectors weights, TensorScope scope) {
        return scope.own(library.kernel("head_weights").call(narrowing.plain(weights.vocabulary(), scope), dims));
    }

    /**
     * Loss and gradients; writes the vocabulary's and the final gain's.
     *
     * @param rowFactor gradient of the loss sum
     */
    Result forwardBackward(Pass pass, double rowFactor, DeviceVectors sums, boolean adding) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor gain = pass.weights.finalGain();
            List<DeviceTensor> normed = norm.callAll(scope, pass.h, gain, eps);
            DeviceTensor x = normed.get(0);
            DeviceTensor gradient =
                    scope.own(library.kernel("head_gradient_rows").call(x));
            DeviceTensor sum = scope.own(library.kernel("zero_sum").call(x));
            DeviceTensor factors = scope.own(factors(pass.loss, rowFactor));
            DeviceTensor vocabulary = vocabulary(pass.weights, scope);
            Kernel chunk = library.kernel("head_chunk");
            Chunks chunks = new Chunks(pass.positions(), pass.loss.ignoreIndex(), adding);
            run(
                    chunks,
                    pass.cancellation,
                    rows -> chunk.run(
                            x, vocabulary, pass.targets, gradient, sums.vocabulary(), sum, rows, factors, narrow));
            DeviceTensor back = library.kernel("head_norm_backward")
                    .call(gradient, pass.h, normed.get(1), gain, sums.finalGain(), library.mode(adding));
            return new Result(HostCopy.scalar(sum), back);
        }
    }

    /** Loss sum over the targets without gradients. */
    double lossSum(Pass pass) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor x = normed(pass.h, pass.weights, scope);
            DeviceTensor sum = scope.own(library.kernel("zero_sum").call(x));
            DeviceTensor factors = scope.own(factors(pass.loss, 1));
            DeviceTensor vocabulary = vocabulary(pass.weights, scope);
            Kernel chunk = library.kernel("head_loss");
            run(
                    new Chunks(pass.positions(), pass.loss.ignoreIndex(), true),
                    pass.cancellation,
                    rows -> chunk.run(x, vocabulary, pass.targets, sum, rows, factors, narrow));
            return HostCopy.scalar(sum);
        }
    }

    /** Writes the logits of all rows of {@code h} into {@code logits} [rows, vocabulary]. */
    void logits(DeviceVectors weights, DeviceTensor h, DeviceTensor logits, Cancellation cancellation) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor x = normed(h, weights, scope);
            DeviceTensor vocabulary = vocabulary(weights, scope);
            Kernel chunk = library.kernel("head_logits");
            run(
                    new Chunks((int) logits.shape()[0], 0, true),
                    cancellation,
                    rows -> chunk.run(x, vocabulary, logits, rows, narrow));
        }
    }

    /** Writes the log-probability of each row's target into {@code logProbs} [rows]. */
    void logProbs(
            DeviceVectors weights,
            DeviceTensor h,
            DeviceTensor targets,
            DeviceTensor logProbs,
            Cancellation cancellation) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor x = normed(h, weights, scope);
            DeviceTensor vocabulary = vocabulary(weights, scope);
            Kernel chunk = library.kernel("head_log_probs");
            run(
                    new Chunks((int) logProbs.shape()[0], 0, true),
                    cancellation,
                    rows -> chunk.run(x, vocabulary, targets, logProbs, rows, narrow));
        }
    }

    private DeviceTensor normed(DeviceTensor h, DeviceVectors weights, TensorScope scope) {
        return norm.callAll(scope, h, weights.finalGain(), eps).get(0);
    }

    private DeviceTensor factors(CausalLmLoss loss, double rowFactor) {
        return memory.doubles(rowFactor, loss.labelSmoothing(), loss.zLoss(), loss.logitScale());
    }

    /** How rows are cut; the first chunk overwrites the vocabulary's gradient unless {@code adding}. */
    private record Chunks(int positions, int ignored, boolean adding) {}

    private void run(Chunks chunks, Cancellation cancellation, Consumer<DeviceTensor> body) {
        for (int first = 0; first < chunks.positions; first += chunkRows) {
            cancellation.check("row " + first + " of the head");
            int end = Math.min(chunks.positions, first + chunkRows);
            int mode = chunks.adding || first > 0 ? 1 : 0;
            try (DeviceTensor rows = memory.integers(first, end, chunks.ignored, mode)) {
                body.accept(rows);
            }
        }
    }
}
