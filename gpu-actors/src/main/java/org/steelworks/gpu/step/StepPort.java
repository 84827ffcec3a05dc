package org.steelworks.gpu.step;

import java.util.BitSet;
import java.util.List;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.protocol.StepNotice;

/**
 * What a {@link StepMachine} causes. Every call returns at once; results come back as inputs of the machine. The worker
 * process implements it with a device and the data plane, the simulation with numbers and virtual time.
 */
public interface StepPort {
    /**
     * Compute the gradients of these leaves with weights of {@code step - 1}; answers rootReady and leavesDone.
     *
     * @param awaited buckets whose weights are still on their way: not to be read before {@link #weightsArrived} named them
     */
    void compute(long generation, long step, LeafRange leaves, BitSet awaited);

    /** The weights of an awaited bucket are in place. */
    void weightsArrived(int bucket);

    /** Give up a running computation or validation soon; its answers are not wanted any more. */
    void cancelCompute();

    /** Finish the leaf tree of a bucket and divide by the number of leaves; answers reduced, or reductionLost. */
    void reduce(long generation, long step, int bucket);

    /** Update the given buckets by the decision; answers applied, and what was lost. The answer comes even when a generation ends. */
    void apply(Decision decision, int[] buckets);

    /** Digest the weights of some buckets, all at {@code step}; answers digested. */
    void digestWeights(long generation, long step, int[] buckets);

    /** Losses of the current weights on these batches of the validation sets; answers validated. */
    void validate(long generation, long step, LeafRange batches);

    /** Fill master state of some buckets and compute weights of others from a base; answers loaded per bucket. */
    void load(long generation, Base base, List<Integer> states, List<Integer> weights);

    /** Send an item whose bytes this member has. */
    void send(int peer, Item item);

    /** Send Prepared to a peer. */
    void sendPrepared(int peer, Prepared prepared);

    /** Ask a peer to send items again. */
    void ask(int peer, List<Item> missing);

    /** Ask for the blocks of these leaves, steps {@code first} to {@code last} inclusive. */
    void wantBlocks(long generation, long first, long last, LeafRange leaves);

    /** Save the buckets this member is primary of, all at {@code step}, without holding up training. */
    void snapshot(long generation, long step, long appliedSteps, int[] buckets);

    /** Tell the run coordinator. */
    void report(StepNotice notice);
}
