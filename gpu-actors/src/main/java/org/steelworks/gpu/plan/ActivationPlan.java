package org.steelworks.gpu.plan;

import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;

/**
 * Bytes of the tensors that exist at the same time while one micro-batch is computed, counted off the kernels' text: what
 * each layer keeps for its backward pass, and on top of all of it the larger of the head's and one layer's backward pass.
 * N tokens, D width, H heads, KV width of keys and values, I inner width of an mlp, E experts, W = E I, Q slots in all,
 * V vocabulary, C rows of a chunk of logits. Pure.
 */
final class ActivationPlan {
    private static final int FP32 = 4;
    private static final int BF16 = 2;

    private final ModelSpec spec;
    private final TrainSpec train;
    private final long tokens;
    private final int chunkRows;
    private final boolean widened;
    /** Bytes of an element of the products' type. */
    private final int product;

    private final long d;
    private final long w;

    /**
     * @param length positions of a sequence
     * @param chunkRows rows of logits that exist at a time
     * @param widened whether bf16 products are made in fp32, of copies
     */
    ActivationPlan(ModelSpec spec, TrainSpec train, int length, int chunkRows, boolean widened) {
        boolean mixed = train.precision() == TrainSpec.Precision.BF16_MIXED;
        this.spec = spec;
        this.train = train;
        this.tokens = (long) train.microBatch() * length;
        this.chunkRows = (int) Math.min(chunkRows, tokens);
        this.widened = mixed && widened;
        this.product = mixed ? BF16 : FP32;
        this.d = spec.hiddenSize();
        this.w = (long) spec.experts() * spec.innerSize();
    }

    /** The largest sum of all. */
    long peak() {
        long inputs = tokens * d * FP32 * train.recomputeLayers();
        long kept = keptByLayer() * (spec.layers() - train.recomputeLayers());
        long last = keptByLayer();
        long lastLayer = inputs + (kept > 0 ? kept : last) + layerBackward();
        return Math.max(inputs + kept + head(), lastLayer);
    }

    /** Input, h1, qkv, attended values, log-sum-exp, two norms, and the feed-forward part. */
    private long keptByLayer() {
        long kv = (long) spec.kvHeads() * spec.headSize();
        long attention = FP32 * (2 * d + spec.heads() + 2) + product * (d + 2 * kv + d);
        long plain = spec.mlp() == MlpKind.RAW ? 0 : 1;
        boolean dense = plain == 0
                && (spec.feedForward() == FeedForwardKind.RAW || spec.feedForward() == FeedForwardKind.SOFTMOE_V1);
        return dense
                ? tokens * (attention + product * 2 * w + FP32 * (long) spec.experts())
                : tokens * (attention + FP32 * d + product * d) + graph();
    }

    /** What autograd keeps of a mixture: the operands of its products and the results that its functions need. */
    private long graph() {
        long narrowed = product == FP32 ? 0 : product * d * tokens;
        boolean senet = spec.mlp() == MlpKind.SENET;
        return narrowed
                + switch (spec.feedForward()) {
                    // both halves, silu, their product; of each expert the gate's input and silu, the result and,
                    // mixed, all of it
                    case RAW -> tokens * product * (4 * w + 4 * d);
                    case SOFTMOE_V1 -> tokens * product * (4 * w + 4 * d * spec.experts());
                    case SOFTMOE_V2, SOFTMOE_V3 -> slots(senet);
                };
    }

    /** Logits and their two distributions in fp32 and narrowed, and the experts on their slots. */
    private long slots(boolean senet) {
        long q = (long) spec.experts() * spec.slotsPerExpert();
        long perSlot = 4L * spec.innerSize() + (senet ? 4 : 1) * d + 3 * d;
        long unit = spec.feedForward() == FeedForwardKind.SOFTMOE_V3 ? FP32 * d * tokens : 0;
        return tokens * q * (3L * FP32) + train.microBatch() * q * perSlot * product + unit;
    }

    /**
     * In the dense part: gradient of both halves, opened halves, their product, the gradient of the product, each with its
     * gates where there are some; the last sum of the gradient, y and its gradient. In attention: twelve tensors of the
     * width. Autograd lets go of what it has used.
     */
    private long layerBackward() {
        long gates = spec.feedForward() == FeedForwardKind.SOFTMOE_V1 ? 2 * w : 0;
        long slotted =
                spec.feedForward() == FeedForwardKind.SOFTMOE_V2 || spec.feedForward() == FeedForwardKind.SOFTMOE_V3
                        ? 0
                        : 6 * w + gates;
        return tokens * Math.max(FP32 * 3 * d + product * (slotted + 3 * d), FP32 * 4 * d + product * 8 * d)
                + copies(3 * d * w);
    }

    /** Input, its norm and its gradient; a chunk of logits, and its narrowed copies; the vocabulary's fp32 copy. */
    private long head() {
        long logits = (long) chunkRows * spec.vocabSize();
        return tokens * d * FP32 * 3
                + logits * FP32
                + (product == BF16 ? logits * BF16 : 0)
                + copies(d * spec.vocabSize());
    }

    private long copies(long elements) {
        return widened ? elements * FP32 : 0;
    }
}
