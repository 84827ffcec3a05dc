package org.steelworks.gpu.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.network.GradientTarget;
import org.steelworks.gpu.network.MicroBatch;
import org.steelworks.gpu.network.SectionListener;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.optim.BucketArithmetic;
import org.steelworks.gpu.reduce.RootMemory;
import org.steelworks.gpu.state.RunMemory;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * Gradients of a range of leaves, summed up to the roots of its largest subtrees: leaves in order, at most one partial
 * sum per level of the tree. Device thread only.
 */
public final class LeafComputation {
    private final SteelDecoder decoder;
    private final RunMemory memory;
    private final RootMemory roots;
    private final BucketArithmetic arithmetic;
    private final TrainSpec train;
    private final int sequenceLength;
    private final LeafTree tree;
    private final CausalLmLoss loss;
    private final Deque<FlatVectors> spare = new ArrayDeque<>();

    public LeafComputation(
            SteelDecoder decoder,
            RunMemory memory,
            RootMemory roots,
            BucketArithmetic arithmetic,
            TrainSpec train,
            int sequenceLength) {
        this.decoder = decoder;
        this.memory = memory;
        this.roots = roots;
        this.arithmetic = arithmetic;
        this.train = train;
        this.sequenceLength = sequenceLength;
        this.tree = new LeafTree(train.leaves());
        this.loss = CausalLmLoss.of(train);
    }

    /**
     * Computes the leaves of {@code range} in order.
     *
     * @param tokens of a leaf: its sequences' blocks, one after another
     * @param onRoot told of each subtree root once it is in {@link RootMemory}
     * @return mean loss per leaf, in leaf order
     */
    public double[] run(
            LeafRange range, IntFunction<int[]> tokens, BooleanSupplier cancelled, Consumer<LeafTree.Node> onRoot) {
        List<LeafTree.Node> wanted = tree.roots(range);
        spare.addAll(roots.dropOwnExcept(new HashSet<>(wanted)));
        double[] losses = new double[range.size()];
        Pass pass = new Pass(range, tokens, cancelled, losses);
        for (LeafTree.Node root : wanted) {
            FlatVectors before = roots.keepOwn(root, pass.sum(root));
            if (before != null) {
                spare.add(before);
            }
            onRoot.accept(root);
        }
        return losses;
    }

    private final class Pass {
        private final LeafRange range;
        private final IntFunction<int[]> tokens;
        private final BooleanSupplier cancelled;
        private final double[] losses;

        Pass(LeafRange range, IntFunction<int[]> tokens, BooleanSupplier cancelled, double[] losses) {
            this.range = range;
            this.tokens = tokens;
            this.cancelled = cancelled;
            this.losses = losses;
        }

        FlatVectors sum(LeafTree.Node node) {
            if (node.level() == 0) {
                return leaf(node.index());
            }
            FlatVectors left = sum(new LeafTree.Node(node.level() - 1, node.index() * 2));
            LeafTree.Node right = new LeafTree.Node(node.level() - 1, node.index() * 2 + 1);
            if (right.first() >= tree.leaves()) {
                return left;
            }
            FlatVectors added = sum(right);
            for (Bucket bucket : memory.buckets().buckets()) {
                arithmetic.addInto(left.bytes(bucket), added.bytes(bucket));
            }
            spare.add(added);
            return left;
        }

        private FlatVectors leaf(int leaf) {
            FlatVectors gradient = spare.isEmpty() ? FlatVectors.zeros(memory.table()) : spare.poll();
            int[] blocks = tokens.apply(leaf);
            int micro = train.microBatch() * (sequenceLength + 1);
            double sum = 0;
            for (int i = 0; i < train.accumulate(); i++) {
                int[] part = java.util.Arrays.copyOfRange(blocks, i * micro, (i + 1) * micro);
                MicroBatch batch = MicroBatch.ofBlocks(part, train.microBatch(), sequenceLength);
                GradientTarget target = new GradientTarget(gradient, i > 0, 1.0 / train.accumulate());
                sum += decoder.forwardBackward(
                                batch,
                                memory.weights(),
                                loss,
                                target,
                                train.recomputeLayers(),
                                SectionListener.NONE,
                                cancelled)
                        .value();
            }
            losses[leaf - range.from()] = sum / train.accumulate();
            return gradient;
        }
    }
}
