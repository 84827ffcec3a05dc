package org.steelworks.gpu.optim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.kernel.Kernel;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.TensorScope;

/**
 * AdamW with decoupled weight decay, in place, one bucket at a time. Its bits depend on where memory is cut, so it is
 * called per bucket (and per {@link DecayPlan.Run}) and never on anything else. Device thread only.
 */
public final class AdamW {
    /**
     * A bucket's memory: fp32, little-endian, direct, of the bucket's length each. The gradient is only read.
     *
     * @param weight master weights
     * @param gradient reduced gradient before clipping
     * @param moment first moment
     * @param square second moment
     */
    public record BucketState(ByteBuffer weight, ByteBuffer gradient, ByteBuffer moment, ByteBuffer square) {}

    /**
     * What a step does to every bucket.
     *
     * @param learningRate of the step
     * @param clipFactor multiplies the gradient in fp32 before the update
     * @param appliedSteps updates made before this one: the exponent of the bias correction is one more
     */
    public record Step(double learningRate, float clipFactor, long appliedSteps) {}

    private static final long MAX_EXACT_STEP = 1 << 24;

    private final TrainSpec.Optimizer optimizer;
    private final DeviceMemory memory;
    private final Kernel kernel;

    public AdamW(KernelLibrary library, TrainSpec.Optimizer optimizer) {
        this.optimizer = optimizer;
        this.memory = library.memory();
        this.kernel = library.kernel("adamw");
    }

    /** Updates weights and moments of one bucket. */
    public void apply(BucketState state, Step step, List<DecayPlan.Run> runs) {
        // The kernel counts steps in fp32. Beyond 2^24 the bias correction is 1 in fp64 for any usable beta.
        float count = Math.min(step.appliedSteps + 1, MAX_EXACT_STEP);
        for (DecayPlan.Run run : runs) {
            try (TensorScope scope = new TensorScope();
                    DeviceTensor counter = memory.floats(count);
                    DeviceTensor settings = memory.doubles(
                            step.learningRate,
                            optimizer.beta1(),
                            optimizer.beta2(),
                            run.weightDecay(),
                            optimizer.eps(),
                            step.clipFactor)) {
                kernel.run(
                        view(state.weight, run, scope),
                        view(state.gradient, run, scope),
                        view(state.moment, run, scope),
                        view(state.square, run, scope),
                        counter,
                        settings);
            }
        }
    }

    private DeviceTensor view(ByteBuffer bytes, DecayPlan.Run run, TensorScope scope) {
        ByteBuffer slice = bytes.slice(bytes.position() + run.from() * Float.BYTES, run.length() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        return scope.own(memory.view(slice, run.length()));
    }
}
