package org.steelworks.gpu.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.GradientTarget;
import org.steelworks.gpu.network.MicroBatch;
import org.steelworks.gpu.network.MicroBatchLoss;
import org.steelworks.gpu.network.SectionListener;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.reduce.RootMemory;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * Gradients of a range of leaves, summed up to the roots of its largest subtrees: leaves in order, at most one partial
 * sum per level of the tree. The last leaf of a subtree is summed section by section while its backward pass goes on, so
 * that a root can be sent before it is whole. Device thread only.
 */
public final class LeafComputation implements AutoCloseable {
    private final SteelDecoder decoder;
    private final DeviceVectors weights;
    private final RootMemory roots;
    private final GradientPool pool;
    private final TrainSpec train;
    private final int sequenceLength;
    private final LeafTree tree;
    private final CausalLmLoss loss;

    /** @param weights of the run; loaded anew in each step, section by section */
    public LeafComputation(
            SteelDecoder decoder, DeviceVectors weights, RootMemory roots, TrainSpec train, int sequenceLength) {
        this.decoder = decoder;
        this.weights = weights;
        this.roots = roots;
        this.pool = new GradientPool(decoder, roots);
        this.train = train;
        this.sequenceLength = sequenceLength;
        this.tree = new LeafTree(train.leaves());
        this.loss = CausalLmLoss.of(train);
    }

    /**
     * Computes the leaves of {@code range} in order. The own roots of the step before, and its reduced gradient, are
     * overwritten.
     *
     * @param tokens of a leaf: its sequences' blocks, one after another
     * @param listener asked before a section's weights are read, and told of each section of each subtree root once it is
     *     in {@link RootMemory}
     */
    public LeafGradients run(
            LeafRange range, IntFunction<int[]> tokens, BooleanSupplier cancelled, RootListener listener) {
        roots.dropOwn();
        pool.beginStep();
        weights.stale();
        Pass pass = new Pass(range, tokens, cancelled, listener);
        for (int leaf = range.from(); leaf < range.to(); leaf++) {
            pass.leaf(leaf);
        }
        pool.endStep();
        return new LeafGradients(pass.losses, pass.targets);
    }

    /** One micro-batch: the leaf's gradient is complete with that of its last one. */
    private record Follower(RootListener listener, IntConsumer complete) implements SectionListener {
        @Override
        public void onGradient(int section) {
            complete.accept(section);
        }

        @Override
        public void beforeForward(int section) {
            listener.beforeForward(section);
        }
    }

    private final class Pass {
        private final LeafRange range;
        private final IntFunction<int[]> tokens;
        private final BooleanSupplier cancelled;
        private final RootListener listener;
        private final Set<LeafTree.Node> wanted;
        private final double[] losses;
        private final long[] targets;
        /** Left sums that wait for their right sibling, the deepest first. */
        private final Deque<DeviceVectors> waiting = new ArrayDeque<>();

        Pass(LeafRange range, IntFunction<int[]> tokens, BooleanSupplier cancelled, RootListener listener) {
            this.range = range;
            this.tokens = tokens;
            this.cancelled = cancelled;
            this.listener = listener;
            this.wanted = new HashSet<>(tree.roots(range));
            this.losses = new double[range.size()];
            this.targets = new long[range.size()];
        }

        void leaf(int leaf) {
            DeviceVectors gradient = pool.take();
            List<DeviceVectors> sums = new ArrayList<>();
            sums.add(gradient);
            LeafTree.Node root = climb(leaf, sums);
            DeviceVectors last = sums.get(sums.size() - 1);
            FlatVectors sent = root == null ? null : pool.host(last);
            if (root != null) {
                roots.keepOwn(root, sent);
            } else {
                waiting.push(last);
            }
            compute(leaf, gradient, section -> {
                for (int i = 1; i < sums.size(); i++) {
                    sums.get(i).add(sums.get(i - 1), section);
                }
                if (root != null) {
                    last.store(section, sent);
                    listener.onRoot(root, section);
                }
            });
            sums.subList(0, sums.size() - 1).forEach(pool::giveBack);
        }

        /**
         * Which left sums a leaf completes, from the leaf upwards.
         *
         * @param sums the left sums are added at its end
         * @return the wanted root that the leaf completes, or null where its sum has to wait
         */
        private LeafTree.Node climb(int leaf, List<DeviceVectors> sums) {
            LeafTree.Node node = new LeafTree.Node(0, leaf);
            while (!wanted.contains(node)) {
                boolean right = (node.index() & 1) == 1;
                if (right) {
                    sums.add(waiting.pop());
                } else if (tree.sibling(node).first() < tree.leaves()) {
                    return null;
                }
                node = tree.parent(node);
            }
            return node;
        }

        private void compute(int leaf, DeviceVectors gradient, IntConsumer complete) {
            int[] blocks = tokens.apply(leaf);
            int micro = train.microBatch() * (sequenceLength + 1);
            double share = loss.microBatchShare(train.accumulate());
            double sum = 0;
            long counted = 0;
            for (int i = 0; i < train.accumulate(); i++) {
                int[] part = Arrays.copyOfRange(blocks, i * micro, (i + 1) * micro);
                MicroBatch batch = MicroBatch.ofBlocks(part, train.microBatch(), sequenceLength);
                GradientTarget target = new GradientTarget(gradient, i > 0, share);
                MicroBatchLoss result = decoder.forwardBackward(
                        batch,
                        weights,
                        loss,
                        target,
                        train.recomputeLayers(),
                        new Follower(listener, i == train.accumulate() - 1 ? complete : section -> {}),
                        cancelled);
                sum += result.value();
                counted += result.targets();
            }
            losses[leaf - range.from()] = loss.leafValue(sum, train.accumulate());
            targets[leaf - range.from()] = counted;
        }
    }

    /** Frees the gradients of the device; roots of the last step stay as they are. */
    @Override
    public void close() {
        pool.close();
    }
}
