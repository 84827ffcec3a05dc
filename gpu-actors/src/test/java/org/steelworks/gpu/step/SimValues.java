package org.steelworks.gpu.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.leaf.LeafTree;

/**
 * Training with 64-bit hashes for tensors: every sum is a hash that is neither commutative nor associative, so a wrong
 * order, a missing part or a stale weight gives another value, and so does a step from samples that do not know of data
 * added before it. {@link #reference} is the run of one worker without any fault, computed by a plain loop.
 */
final class SimValues {
    private static final int VALIDATE_EVERY = 3;
    private static final int VALIDATION_BATCHES = 5;

    final int leaves;
    final int buckets;
    final long steps;
    final LeafTree tree;
    final StepScience science;
    /** The step whose first leaf has no finite loss, whoever computes it; 0 for none. */
    final long badStep;

    /** Data come in behind these steps, in order. */
    private final List<Long> dataAfter;

    private final List<SimState> states = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();

    SimValues(int leaves, int buckets, long steps, int digestEvery, long snapshotEvery, long badStep) {
        this(
                new StepScience(
                        leaves,
                        buckets,
                        false,
                        1.0,
                        step -> 1.0 / step,
                        digestEvery,
                        step -> step % snapshotEvery == 0 || step == steps,
                        step -> step % VALIDATE_EVERY == 0 || step == steps,
                        VALIDATION_BATCHES,
                        SimValues::fold),
                steps,
                badStep,
                List.of());
    }

    /** The same training with other data behind step {@code step}. */
    SimValues withDataAfter(long step) {
        List<Long> more = new ArrayList<>(dataAfter);
        more.add(step);
        return new SimValues(science, steps, badStep, more);
    }

    private SimValues(StepScience science, long steps, long badStep, List<Long> dataAfter) {
        this.dataAfter = List.copyOf(dataAfter);
        this.badStep = badStep;
        this.leaves = science.leaves();
        this.buckets = science.buckets();
        this.steps = steps;
        this.tree = new LeafTree(leaves);
        this.science = science;
        reference(science.weightsDigestEvery());
    }

    private Double validation(SimState state) {
        List<Double> batches = new ArrayList<>();
        for (int batch = 0; batch < VALIDATION_BATCHES; batch++) {
            batches.add(validationLoss(batch, state.weights()));
        }
        return ValidationLosses.mean(List.of(new ValidationLosses(0, batches)));
    }

    private void reference(int digestEvery) {
        SimState current = new SimState(buckets);
        for (int b = 0; b < buckets; b++) {
            current.set(b, mix(b + 1), 0);
        }
        states.add(current);
        decisions.add(null);
        OutcomeRule rule = new OutcomeRule(science);
        long applied = 0;
        for (long step = 1; step <= steps; step++) {
            int[] all = new int[buckets];
            long[] reduced = new long[buckets];
            double[] squares = new double[buckets];
            Digest128[] digests = new Digest128[buckets];
            double[] losses = new double[leaves];
            for (int b = 0; b < buckets; b++) {
                all[b] = b;
                Map<LeafTree.Node, Long> values = new HashMap<>();
                for (int leaf = 0; leaf < leaves; leaf++) {
                    values.put(new LeafTree.Node(0, leaf), gradient(step, b, leaf, current.weights()));
                }
                reduced[b] = finish(values);
                squares[b] = square(reduced[b]);
                digests[b] = digest(reduced[b]);
            }
            for (int leaf = 0; leaf < leaves; leaf++) {
                losses[leaf] = loss(step, leaf, current.weights());
            }
            Prepared whole = new Prepared(
                    step, all, squares, digests, 0, losses, new long[leaves], new Digest128[0], ValidationLosses.NONE);
            Decision decision =
                    rule.decide(step, applied, step == badStep, List.of(whole)).decision();
            applied = decision.appliedSteps();
            SimState after = current.copy();
            for (int b = 0; b < buckets; b++) {
                after.update(b, reduced[b], decision);
            }
            current = after;
            states.add(current);
            if (step == 1 && science.validationDue().test(0)) {
                decision = decision.withValidationLossBefore(validation(states.get(0)));
            }
            if (science.validationDue().test(step)) {
                decision = decision.withValidationLoss(validation(current));
            }
            decisions.add(
                    step % digestEvery == 0 ? decision.withWeightsDigest(weightsDigest(current.weights())) : decision);
        }
    }

    private static Digest128 weightsDigest(long[] weights) {
        Digest128[] parts = new Digest128[weights.length];
        for (int b = 0; b < weights.length; b++) {
            parts[b] = digest(weights[b]);
        }
        return fold(parts);
    }

    long weight(long step, int bucket) {
        return states.get((int) step).weight(bucket);
    }

    /** State after a step, of the run without faults. */
    SimState state(long step) {
        return states.get((int) step);
    }

    Decision decision(long step) {
        return decisions.get((int) step);
    }

    long finish(Map<LeafTree.Node, Long> values) {
        return mix(tree.finish(values, SimValues::add) ^ 0x5151);
    }

    long gradient(long step, int bucket, int leaf, long[] weights) {
        return gradient(dataAfter.stream().filter(after -> after < step).count(), step, bucket, leaf, weights);
    }

    private static long gradient(long data, long step, int bucket, int leaf, long[] weights) {
        long seen = mix(data * 15_485_863 + step * 1_000_003 + bucket * 7919L + leaf * 104_729L);
        for (long weight : weights) {
            seen = mix(seen * 31 + weight);
        }
        return seen;
    }

    double loss(long step, int leaf, long[] weights) {
        return step == badStep && leaf == 0 ? Double.NaN : (gradient(step, -1, leaf, weights) >>> 11) * 0x1p-53;
    }

    static double validationLoss(int batch, long[] weights) {
        return (gradient(0, -1, -1, batch, weights) >>> 11) * 0x1p-53;
    }

    static long add(long left, long right) {
        return mix(left * 3 + mix(right + 0x77));
    }

    static double square(long reduced) {
        return (reduced >>> 11) * 0x1p-53;
    }

    static Digest128 digest(long value) {
        return new Digest128(value, mix(value));
    }

    static Digest128 fold(Digest128[] parts) {
        long high = 1;
        for (Digest128 part : parts) {
            high = mix(high * 31 + part.high() + mix(part.low()));
        }
        return new Digest128(high, mix(high));
    }

    static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31) ^ 0x1234567;
    }
}
