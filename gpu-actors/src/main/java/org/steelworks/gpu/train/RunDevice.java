package org.steelworks.gpu.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.GemmRate;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.FingerprintItems;
import org.steelworks.gpu.network.MicroBatch;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.optim.AdamW;
import org.steelworks.gpu.optim.DecayPlan;
import org.steelworks.gpu.optim.WeightNarrowing;
import org.steelworks.gpu.reduce.BucketReducer;
import org.steelworks.gpu.reduce.ReducedMemory;
import org.steelworks.gpu.reduce.RootMemory;
import org.steelworks.gpu.state.RunMemory;
import org.steelworks.gpu.state.SnapshotPins;
import org.steelworks.gpu.state.StateSource;
import org.steelworks.gpu.tensor.DeviceMissingException;
import org.steelworks.gpu.tensor.HostPages;
import org.steelworks.gpu.tensor.Placement;

/** All that the device does in one run, step by step; every method but the accessors is for the device thread. */
public final class RunDevice implements AutoCloseable {
    /** Share of the state that snapshots may copy before updates wait for the disk (architecture: 5 %). */
    private static final double SNAPSHOT_POOL = 0.05;
    /** An update waits less for the disk than other members wait for this one. */
    private static final long SNAPSHOT_WAIT_MS = 3_000;

    private final RunMemory memory;
    private final WeightNarrowing narrowing;
    private final RootMemory roots;
    private final ReducedMemory reduced;
    private final SnapshotPins pins;
    private final SteelDecoder decoder;
    private final DeviceVectors weights;
    private final LeafComputation leaves;
    private final BucketReducer reducer;
    private final AdamW adamW;
    private final DecayPlan decay;
    private final StateSource source;
    private final Fingerprint fingerprint;
    private final int validationSequences;
    private final CausalLmLoss validationLoss;
    private final HostPages pages;
    /** Kernels that were opened for this run alone; null if there are none. */
    private KernelLibrary owned;

    /**
     * A run on the device that its recipe names; see {@link #RunDevice the constructor}.
     *
     * @param host kernels of the processor; the caller closes them
     * @throws DeviceMissingException when there is no such device here
     */
    public static RunDevice open(KernelLibrary host, RunSetup setup, StateSource source, BufferSource gradients) {
        Placement placement = Placement.of(setup.train().device());
        if (placement == host.memory().placement()) {
            return new RunDevice(host, host, setup, source, gradients);
        }
        KernelLibrary compute = KernelLibrary.open(placement);
        try {
            RunDevice device = new RunDevice(host, compute, setup, source, gradients);
            device.owned = compute;
            return device;
        } catch (RuntimeException e) {
            compute.close();
            throw e;
        }
    }

    /**
     * Allocates the run's memory and loads nothing.
     *
     * @param host kernels of the processor, for what happens to the state of a run and its gradients
     * @param compute kernels of the recipe's device, for forward and backward passes; may be the same
     * @param gradients source of the memory of gradients, which are sent to others
     */
    public RunDevice(
            KernelLibrary host, KernelLibrary compute, RunSetup setup, StateSource source, BufferSource gradients) {
        TrainSpec train = setup.train();
        ParameterTable table = ParameterTable.of(setup.model());
        BucketPlan buckets = BucketPlan.of(table);
        this.narrowing = new WeightNarrowing(host);
        this.memory = new RunMemory(table, train.precision());
        this.pages = HostPages.of(compute.memory().placement());
        memory.computeWeights().buffers().forEach(pages::lock);
        this.roots = new RootMemory(buckets, pages.locking(gradients));
        this.reduced = new ReducedMemory(buckets, roots, gradients);
        this.pins = new SnapshotPins(memory, SNAPSHOT_POOL, SNAPSHOT_WAIT_MS);
        this.decoder = new SteelDecoder(compute, table, train.precision());
        this.weights = decoder.mirror(memory.computeWeights());
        this.leaves = new LeafComputation(decoder, weights, roots, train, setup.sequenceLength());
        this.reducer = new BucketReducer(new LeafTree(train.leaves()), roots, reduced, host.threads());
        this.adamW = new AdamW(host, train.optimizer());
        this.decay = DecayPlan.of(
                table,
                buckets,
                train.optimizer().weightDecay(),
                train.optimizer().noDecay());
        this.source = source;
        this.validationSequences = train.microBatch();
        this.validationLoss = CausalLmLoss.validation(train);
        this.fingerprint = new Fingerprint(FingerprintItems.of(compute, setup.model(), train, setup.sequenceLength()));
    }

    public RunMemory memory() {
        return memory;
    }

    public RootMemory roots() {
        return roots;
    }

    public ReducedMemory reduced() {
        return reduced;
    }

    public SnapshotPins pins() {
        return pins;
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** FLOP/s that the device can do at most, measured; see {@link GemmRate}. */
    public double peakFlops() {
        return GemmRate.measure(decoder.placement(), System::nanoTime);
    }

    /** Gradients of a range of leaves; see {@link LeafComputation#run}. */
    public LeafGradients compute(
            LeafRange range, IntFunction<int[]> tokens, BooleanSupplier cancelled, RootListener listener) {
        reduced.drop();
        return leaves.run(range, tokens, cancelled, listener);
    }

    /**
     * Mean cross-entropy of the current weights on one micro-batch of a validation set: every target counts, as in the
     * original, and neither z-loss nor label smoothing is in it.
     *
     * @param blocks its sequences' blocks, one after another
     */
    public double validationLoss(int[] blocks, BooleanSupplier cancelled) {
        MicroBatch batch = MicroBatch.ofBlocks(blocks, validationSequences, blocks.length / validationSequences - 1);
        weights.load();
        return decoder.loss(batch, weights, validationLoss, cancelled).value();
    }

    /** Finishes a bucket's tree into its reduced gradient; see {@link BucketReducer#reduce}. */
    public Optional<BucketReducer.Reduced> reduce(int bucket, List<LeafRange> ranges, int me) {
        return reducer.reduce(bucket, ranges, me);
    }

    /**
     * Updates buckets by a decision; a skipped step changes nothing.
     *
     * @return buckets whose reduced gradients were gone before they were read: their state means nothing any more
     */
    public BitSet apply(Decision decision, int[] buckets) throws InterruptedException {
        weights.stale();
        BitSet lost = new BitSet();
        if (!decision.apply()) {
            return lost;
        }
        AdamW.Step step =
                new AdamW.Step(decision.learningRate(), (float) decision.gradientScale(), decision.appliedSteps() - 1);
        for (int b : buckets) {
            pins.beforeUpdate(b);
            AdamW.BucketState state =
                    new AdamW.BucketState(memory.weight(b), reduced.bytes(b), memory.moment(b), memory.square(b));
            adamW.apply(state, step, decay.runs(b));
            narrow(b);
            lost.set(b, !reduced.intact(b));
        }
        return lost;
    }

    /** Makes the compute weights of a bucket from its master weights, where they are apart. */
    private void narrow(int bucket) {
        if (memory.narrowed(bucket)) {
            narrowing.narrow(memory.computeWeight(bucket), memory.weight(bucket));
        }
    }

    /** Digests of the weights of some buckets. */
    public Digest128[] digestWeights(int[] buckets) {
        Digest128[] digests = new Digest128[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            digests[i] = Digest128.of(memory.weight(buckets[i]));
        }
        return digests;
    }

    /** Fills a bucket from a base: its whole state, or its compute weights alone. */
    public void load(Base base, int bucket, boolean state) throws IOException {
        weights.stale();
        Bucket range = memory.buckets().bucket(bucket);
        if (state) {
            source.read(base, range, memory.weight(bucket), memory.moment(bucket), memory.square(bucket));
            narrow(bucket);
        } else if (memory.narrowed(bucket)) {
            ByteBuffer weights = AlignedBuffers.allocate(DType.F32, range.length());
            source.read(base, range, weights.duplicate().order(weights.order()), null, null);
            narrowing.narrow(memory.computeWeight(bucket), weights);
        } else {
            source.read(base, range, memory.weight(bucket), null, null);
        }
    }

    @Override
    public void close() {
        reducer.close();
        reduced.close();
        leaves.close();
        weights.close();
        decoder.close();
        pages.close();
        if (owned != null) {
            owned.close();
        }
    }
}
