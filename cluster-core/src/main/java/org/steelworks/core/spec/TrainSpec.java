package org.steelworks.core.spec;

import java.util.List;

/**
 * How a model is trained.
 *
 * @param steps optimizer steps; not part of the recipe's digest
 * @param globalBatch sequences of one step
 * @param microBatch sequences of one forward pass
 * @param accumulate micro-batches summed in order inside one leaf
 * @param optimizer AdamW's settings
 * @param schedule learning rate over steps
 * @param precision arithmetic of forward and backward
 * @param seed of initial weights and sample order
 * @param ignoreIndex target id without loss
 * @param loss options of the loss
 * @param nonFinite what happens when loss or gradient is not finite twice
 * @param validateEvery steps between validations, 0 for never
 * @param validateBatches micro-batches of one validation
 * @param recomputeLayers layers whose activations are computed again in the backward pass
 * @param device what computes forward and backward
 */
public record TrainSpec(
        long steps,
        int globalBatch,
        int microBatch,
        int accumulate,
        Optimizer optimizer,
        Schedule schedule,
        Precision precision,
        long seed,
        int ignoreIndex,
        Loss loss,
        NonFinite nonFinite,
        long validateEvery,
        int validateBatches,
        int recomputeLayers,
        Device device) {

    /** AdamW with decoupled weight decay; {@code noDecay} holds globs of parameter names. */
    public record Optimizer(
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            List<String> noDecay,
            double gradClip) {
        public Optimizer {
            noDecay = List.copyOf(noDecay);
        }
    }

    /**
     * Learning rate over steps.
     *
     * @param name shape
     * @param warmupSteps steps of the linear rise
     * @param minLr floor of the decay
     * @param microSteps A of the original's indexing: the rate of step s (from 0) is f(s A + A - 1)
     * @param decaySteps steps after which the decay has reached its floor; 0 for those of the run; as little part of the
     *     recipe's digest as {@code steps}
     */
    public record Schedule(Shape name, long warmupSteps, double minLr, int microSteps, long decaySteps) {
        /** A decay that ends with the run. */
        public Schedule(Shape name, long warmupSteps, double minLr, int microSteps) {
            this(name, warmupSteps, minLr, microSteps, 0);
        }

        /** Shapes of a schedule. */
        public enum Shape {
            COSINE("cosine"),
            LINEAR("linear"),
            CONSTANT("constant"),
            WSD("wsd");

            private final String key;

            Shape(String key) {
                this.key = key;
            }

            /** The value in a recipe. */
            public String key() {
                return key;
            }
        }
    }

    /** Options of the loss. */
    public record Loss(Normalize normalize, double zLoss, double labelSmoothing, double logitScale) {
        /** Over what the loss is a mean. */
        public enum Normalize {
            MICRO_BATCH("micro_batch"),
            TOKEN("token");

            private final String key;

            Normalize(String key) {
                this.key = key;
            }

            /** The value in a recipe. */
            public String key() {
                return key;
            }
        }
    }

    /** Arithmetic of forward and backward. */
    public enum Precision {
        FP32("fp32"),
        BF16_MIXED("bf16-mixed");

        private final String key;

        Precision(String key) {
            this.key = key;
        }

        /** The value in a recipe. */
        public String key() {
            return key;
        }
    }

    /** What computes forward and backward; the state of a run and its updates are the host's in any case. */
    public enum Device {
        CPU("cpu"),
        CUDA("cuda");

        private final String key;

        Device(String key) {
            this.key = key;
        }

        /** The value in a recipe. */
        public String key() {
            return key;
        }
    }

    /** What follows a loss or gradient that is not finite and comes out the same on another worker. */
    public enum NonFinite {
        STOP("stop"),
        SKIP("skip");

        private final String key;

        NonFinite(String key) {
            this.key = key;
        }

        /** The value in a recipe. */
        public String key() {
            return key;
        }
    }

    public TrainSpec {
        if (globalBatch % (microBatch * accumulate) != 0) {
            throw new IllegalArgumentException("train.global_batch " + globalBatch
                    + " must be a multiple of train.micro_batch x train.accumulate = " + microBatch * accumulate);
        }
    }

    /** The same training with other batches, of leaves of one micro-batch each and with all activations kept. */
    public TrainSpec withBatch(int globalBatch, int microBatch) {
        return new TrainSpec(
                steps,
                globalBatch,
                microBatch,
                1,
                optimizer,
                schedule,
                precision,
                seed,
                ignoreIndex,
                loss,
                nonFinite,
                validateEvery,
                validateBatches,
                0,
                device);
    }

    /** Sequences of one leaf. */
    public int leafSequences() {
        return microBatch * accumulate;
    }

    /** V: leaves of one step. */
    public int leaves() {
        return globalBatch / leafSequences();
    }
}
