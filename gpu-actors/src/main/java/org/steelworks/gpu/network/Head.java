package org.steelworks.gpu.network;

import java.util.function.Consumer;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.HostCopy;
import org.steelworks.gpu.tensor.TensorScope;

/** Final norm, vocabulary product and loss, {@value #CHUNK_ROWS} rows at a time. */
final class Head {
    /**
     * Rows of one chunk. Sums over chunks depend on it, so it is part of the fingerprint. 256 rows keep the logits of a
     * vocabulary of 151,936 at 156 MB and the products wide enough for a processor's matrix kernels.
     */
    static final int CHUNK_ROWS = 256;

    /** What a loss is taken of. */
    record Pass(
            WeightViews weights, DeviceTensor h, DeviceTensor targets, CausalLmLoss loss, Cancellation cancellation) {
        int positions() {
            return (int) (h.shape()[0] * h.shape()[1]);
        }
    }

    /** Loss sum over the targets and the gradient of the head's input, which the caller owns. */
    record Result(double lossSum, DeviceTensor gradient) {}

    private final DeviceMemory memory;
    private final Narrowing narrowing;
    private final DeviceTensor eps;
    private final KernelLibrary library;
    private final Kernel leaf;
    private final Kernel norm;

    Head(KernelLibrary library, Narrowing narrowing, DeviceTensor eps) {
        this.library = library;
        this.narrowing = narrowing;
        this.memory = library.memory();
        this.eps = eps;
        this.leaf = library.kernel("leaf");
        this.norm = library.kernel("head_norm");
    }

    /**
     * Loss and gradients; writes the vocabulary's and the final gain's.
     *
     * @param rowFactor gradient of the loss sum
     */
    Result forwardBackward(Pass pass, double rowFactor, WeightViews sums, boolean adding) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor input = scope.own(leaf.call(pass.h));
            DeviceTensor gain = scope.own(leaf.call(pass.weights.finalGain()));
            DeviceTensor x = scope.own(norm.call(input, gain, eps));
            DeviceTensor gradient =
                    scope.own(library.kernel("head_gradient_rows").call(x));
            DeviceTensor sum = scope.own(library.kernel("zero_sum").call(x));
            DeviceTensor factors = scope.own(factors(pass.loss, rowFactor));
            DeviceTensor vocabulary = narrowing.plain(pass.weights.vocabulary(), scope);
            Kernel chunk = library.kernel("head_chunk");
            Chunks chunks = new Chunks(pass.positions(), pass.loss.ignoreIndex(), adding);
            run(
                    chunks,
                    pass.cancellation,
                    rows -> chunk.run(x, vocabulary, pass.targets, gradient, sums.vocabulary(), sum, rows, factors));
            DeviceTensor back = library.kernel("head_norm_backward")
                    .call(x, input, gain, gradient, sums.finalGain(), library.mode(adding));
            return new Result(HostCopy.scalar(sum), back);
        }
    }

    /** Loss sum over the targets without gradients. */
    double lossSum(Pass pass) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor x = scope.own(norm.call(pass.h, pass.weights.finalGain(), eps));
            DeviceTensor sum = scope.own(library.kernel("zero_sum").call(x));
            DeviceTensor factors = scope.own(factors(pass.loss, 1));
            DeviceTensor vocabulary = narrowing.plain(pass.weights.vocabulary(), scope);
            Kernel chunk = library.kernel("head_loss");
            run(
                    new Chunks(pass.positions(), pass.loss.ignoreIndex(), true),
                    pass.cancellation,
                    rows -> chunk.run(x, vocabulary, pass.targets, sum, rows, factors));
            return HostCopy.scalar(sum);
        }
    }

    /** Writes the logits of all rows of {@code h} into {@code logits} [rows, vocabulary]. */
    void logits(WeightViews weights, DeviceTensor h, DeviceTensor logits, Cancellation cancellation) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor x = scope.own(norm.call(h, weights.finalGain(), eps));
            DeviceTensor vocabulary = narrowing.plain(weights.vocabulary(), scope);
            Kernel chunk = library.kernel("head_logits");
            run(
                    new Chunks((int) logits.shape()[0], 0, true),
                    cancellation,
                    rows -> chunk.run(x, vocabulary, logits, rows));
        }
    }

    /** Writes the log-probability of each row's target into {@code logProbs} [rows]. */
    void logProbs(
            WeightViews weights,
            DeviceTensor h,
            DeviceTensor targets,
            DeviceTensor logProbs,
            Cancellation cancellation) {
        try (TensorScope scope = new TensorScope()) {
            DeviceTensor x = scope.own(norm.call(h, weights.finalGain(), eps));
            DeviceTensor vocabulary = narrowing.plain(weights.vocabulary(), scope);
            Kernel chunk = library.kernel("head_log_probs");
            run(
                    new Chunks((int) logProbs.shape()[0], 0, true),
                    cancellation,
                    rows -> chunk.run(x, vocabulary, targets, logProbs, rows));
        }
    }

    private DeviceTensor factors(CausalLmLoss loss, double rowFactor) {
        return memory.doubles(rowFactor, loss.labelSmoothing(), loss.zLoss(), loss.logitScale());
    }

    /** How rows are cut; the first chunk overwrites the vocabulary's gradient unless {@code adding}. */
    private record Chunks(int positions, int ignored, boolean adding) {}

    private void run(Chunks chunks, Cancellation cancellation, Consumer<DeviceTensor> body) {
        for (int first = 0; first < chunks.positions; first += CHUNK_ROWS) {
            cancellation.check("row " + first + " of the head");
            int end = Math.min(chunks.positions, first + CHUNK_ROWS);
            int mode = chunks.adding || first > 0 ? 1 : 0;
            try (DeviceTensor rows = memory.integers(first, end, chunks.ignored, mode)) {
                body.accept(rows);
            }
        }
    }
}
