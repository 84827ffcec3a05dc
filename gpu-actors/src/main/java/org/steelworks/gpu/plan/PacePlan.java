package org.steelworks.gpu.plan;

import org.steelworks.core.model.FlopCount;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;

/**
 * How fast a run will be, carried over from steps of small models of the same shape that were measured. A step is taken to be
 * the leaves of the busiest worker, whose time grows with layers and vocabulary, and an update, whose time grows with
 * parameters. What members wait for each other is not in it.
 *
 * @param stepSeconds of a step
 * @param tokensPerSecond of all workers together
 * @param validationSeconds of all validations of the run
 * @param totalSeconds of the run's steps and validations
 */
public record PacePlan(double stepSeconds, double tokensPerSecond, double validationSeconds, double totalSeconds) {
    /** Share of a training pass that is its forward pass. */
    private static final double FORWARD = 1.0 / 3;

    /**
     * The small models: each is the run's model with that many layers and that vocabulary.
     *
     * @param sequences of a leaf, in one micro-batch
     * @param length of a sequence
     * @param smallVocab of the three below that do not say otherwise
     * @param largeVocab of the one with more
     */
    public record Shape(int sequences, int length, int smallVocab, int largeVocab) {
        private static final int LONGEST = 512;
        private static final int MOST_TOKENS = 1024;
        private static final int LARGEST_VOCAB = 8192;

        /** Small enough to be measured in seconds, large enough that the products are like the run's. */
        public static Shape of(TrainSpec train, ModelSpec model, int length) {
            int shorter = Math.min(length, LONGEST);
            int large = Math.min(model.vocabSize(), LARGEST_VOCAB);
            return new Shape(
                    Math.max(1, Math.min(train.microBatch(), MOST_TOKENS / shorter)),
                    shorter,
                    Math.max(1, large / 4),
                    large);
        }
    }

    /**
     * Seconds of a step.
     *
     * @param one with one layer, the small vocabulary and one leaf
     * @param twoLayers instead of one
     * @param largeVocab instead of the small one
     * @param twoLeaves instead of one
     */
    public record Times(double one, double twoLayers, double largeVocab, double twoLeaves) {}

    /**
     * @param workers that share the leaves
     * @param replicas holders of each bucket
     * @param share of a core that each of a worker's threads has, at most 1
     * @param validates whether there are validation sets
     */
    public static PacePlan of(
            ModelSpec model,
            TrainSpec train,
            int length,
            Shape shape,
            Times times,
            int workers,
            int replicas,
            double share,
            boolean validates) {
        double small = parameters(model, 1, shape.smallVocab());
        double leaf = Math.max(0, times.twoLeaves() - times.one());
        double parameter = Math.max(0, times.one() - leaf) / small;
        double layer =
                rest(times.twoLayers() - times.one(), parameter * (parameters(model, 2, shape.smallVocab()) - small));
        double vocabulary =
                rest(times.largeVocab() - times.one(), parameter * (parameters(model, 1, shape.largeVocab()) - small));
        int difference = Math.max(1, shape.largeVocab() - shape.smallVocab());
        double row = vocabulary / difference;
        double base = Math.max(0, leaf - layer - row * shape.smallVocab());

        double tokens = (double) train.microBatch() * length / (shape.sequences() * (double) shape.length());
        double products = tokens * flops(model, length) / flops(model, shape.length());
        double forward = tokens * (base + row * model.vocabSize()) + products * layer * model.layers();
        double again = products * layer * Math.min(train.recomputeLayers(), model.layers()) * FORWARD;
        double microBatch = forward + again;
        long leaves = (train.leaves() + (long) workers - 1) / workers;
        double held = (1.0 + replicas) / (2.0 * workers);
        double update = parameter * parameters(model, model.layers(), model.vocabSize()) * held;
        double step = (leaves * train.accumulate() * microBatch + update) / share;

        long batches = (train.validateBatches() + (long) workers - 1) / workers;
        double validation = validates ? validations(train) * batches * forward * FORWARD / share : 0;
        double perStep = (double) train.globalBatch() * length;
        return new PacePlan(step, perStep / step, validation, train.steps() * step + validation);
    }

    private static double rest(double seconds, double update) {
        return Math.max(0, seconds - update);
    }

    /** Before the first step, every so often, and after the last. */
    private static long validations(TrainSpec train) {
        long every = train.validateEvery();
        if (every == 0) {
            return 0;
        }
        return 1 + train.steps() / every + (train.steps() % every == 0 ? 0 : 1);
    }

    /** Of one token of a layer's part, up to a factor that does not depend on the length. */
    private static double flops(ModelSpec model, int length) {
        double withLayer = FlopCount.ofSequence(model.withSize(2, 1), length);
        return (withLayer - FlopCount.ofSequence(model.withSize(1, 1), length)) / length;
    }

    private static double parameters(ModelSpec model, int layers, int vocab) {
        return ParameterTable.of(model.withSize(layers, vocab)).elements();
    }
}
