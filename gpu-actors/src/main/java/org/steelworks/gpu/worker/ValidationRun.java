package org.steelworks.gpu.worker;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.leaf.LeafRange;

/**
 * A member's share of one validation: asks for its batches a few at a time and has each computed as it comes. The feed
 * knows the batches as leaves of step {@link #STEP}, which no run computes. Agent thread only.
 */
final class ValidationRun {
    /** Step under which the feed sends batches of the validation sets. */
    static final long STEP = 0;

    /** Batches that are asked for or in memory at once. */
    private static final int AHEAD = 4;

    private static final long ASK_AGAIN_NS = 1_000_000_000L;

    private final LeafRange batches;
    private final BlockMemory blocks;
    private final Consumer<LeafRange> ask;
    private final BiConsumer<Integer, int[]> compute;
    private final double[] losses;
    private int next;
    private boolean computing;
    private long askedNs;

    /**
     * @param tokens of one batch
     * @param ask asks the feed for batches; what is lost is asked for again
     * @param compute has the loss of a batch computed, which is then told to {@link #done}
     */
    ValidationRun(LeafRange batches, int tokens, Consumer<LeafRange> ask, BiConsumer<Integer, int[]> compute) {
        this.batches = batches;
        this.blocks = new BlockMemory(tokens);
        this.ask = ask;
        this.compute = compute;
        this.losses = new double[batches.size()];
        this.next = batches.from();
    }

    /** Asks for what comes next; call it again now and then. */
    void work(long nowNs) {
        if (askedNs == 0 || nowNs - askedNs > ASK_AGAIN_NS) {
            askedNs = nowNs;
            LeafRange window = window();
            blocks.want(STEP, STEP, window);
            int missing = window.from();
            while (missing < window.to() && blocks.has(STEP, missing)) {
                missing++;
            }
            if (missing < window.to()) {
                ask.accept(new LeafRange(missing, window.to()));
            }
        }
    }

    private LeafRange window() {
        return new LeafRange(next, Math.min(batches.to(), next + AHEAD));
    }

    ByteBuffer destination(int batch, int bytes) {
        return blocks.destination(STEP, batch, bytes);
    }

    /** All tokens of a batch are there. */
    void complete(int batch) {
        if (blocks.complete(STEP, batch)) {
            tryCompute();
        }
    }

    private void tryCompute() {
        int[] tokens = computing || ended() ? null : blocks.find(STEP, next);
        if (tokens != null) {
            computing = true;
            compute.accept(next, tokens);
        }
    }

    /** The loss of a batch. */
    void done(int batch, double loss, long nowNs) {
        computing = false;
        losses[batch - batches.from()] = loss;
        next = batch + 1;
        askedNs = 0;
        if (!ended()) {
            work(nowNs);
            tryCompute();
        }
    }

    boolean ended() {
        return next == batches.to();
    }

    ValidationLosses losses() {
        return new ValidationLosses(
                batches.from(), Arrays.stream(losses).boxed().toList());
    }
}
