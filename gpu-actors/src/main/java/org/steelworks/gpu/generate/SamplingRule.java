package org.steelworks.gpu.generate;

import java.util.Arrays;

/**
 * From the logits of one position to a token: repetition penalty, temperature, top-k, top-p, softmax, draw, in this
 * order. The arithmetic is fp32 for logits, as in the original, and fp64 for probabilities, with {@link StrictMath}.
 */
public final class SamplingRule {
    private static final double UNIT = 0x1.0p-53;

    private SamplingRule() {}

    /** The token after {@code context}. */
    public static int next(float[] logits, int[] context, Sampling sampling, long draw) {
        float[] penalised = penalise(logits, context, sampling.repetitionPenalty());
        if (sampling.greedy()) {
            return largest(penalised);
        }
        return choose(filtered(penalised, sampling), uniform(sampling.seed(), draw));
    }

    /** Probability of every token; exactly 0 for those left out. The temperature must not be 0. */
    static double[] probabilities(float[] logits, int[] context, Sampling sampling) {
        return filtered(penalise(logits, context, sampling.repetitionPenalty()), sampling);
    }

    private static double[] filtered(float[] penalised, Sampling sampling) {
        float[] scaled = penalised;
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] / sampling.temperature());
        }
        float largest = scaled[largest(scaled)];
        boolean[] keep = new boolean[scaled.length];
        float smallest = sampling.topK() > 0 && sampling.topK() < scaled.length
                ? kthLargest(scaled, sampling.topK())
                : Float.NEGATIVE_INFINITY;
        int kept = 0;
        for (int i = 0; i < scaled.length; i++) {
            keep[i] = scaled[i] >= smallest;
            kept += keep[i] ? 1 : 0;
        }
        if (sampling.topP() < 1) {
            dropTail(scaled, keep, kept, largest, sampling.topP());
        }
        return softmax(scaled, keep, largest);
    }

    private static float[] penalise(float[] logits, int[] context, double penalty) {
        float[] result = logits.clone();
        if (penalty != 1) {
            for (int id : context) {
                float logit = logits[id];
                result[id] = (float) (logit < 0 ? logit * penalty : logit / penalty);
            }
        }
        return result;
    }

    private static float kthLargest(float[] values, int k) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - k];
    }

    /** Drops, from the least likely on, tokens whose cumulative probability is at most 1 - topP; one always stays. */
    private static void dropTail(float[] scaled, boolean[] keep, int kept, float largest, double topP) {
        long[] order = new long[kept];
        double total = 0;
        int n = 0;
        for (int i = 0; i < scaled.length; i++) {
            if (keep[i]) {
                order[n++] = (long) sortable(scaled[i]) << 32 | i;
                total += StrictMath.exp((double) scaled[i] - largest);
            }
        }
        Arrays.sort(order);
        double cumulative = 0;
        for (int i = 0; i < n - 1; i++) {
            int id = (int) order[i];
            cumulative += StrictMath.exp((double) scaled[id] - largest);
            if (cumulative / total > 1 - topP) {
                return;
            }
            keep[id] = false;
        }
    }

    /** An int that orders as the float does. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    private static double[] softmax(float[] scaled, boolean[] keep, float largest) {
        double[] probabilities = new double[scaled.length];
        double total = 0;
        for (int i = 0; i < scaled.length; i++) {
            if (keep[i]) {
                probabilities[i] = StrictMath.exp((double) scaled[i] - largest);
                total += probabilities[i];
            }
        }
        for (int i = 0; i < scaled.length; i++) {
            probabilities[i] /= total;
        }
        return probabilities;
    }

    /** The first token at which the sum of probabilities passes {@code uniform}. */
    static int choose(double[] probabilities, double uniform) {
        double sum = 0;
        int last = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] > 0) {
                last = i;
                sum += probabilities[i];
                if (sum > uniform) {
                    return i;
                }
            }
        }
        return last;
    }

    /** Index of the largest value; of equal ones the first. */
    static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /** A number in [0, 1) that depends on the seed and the counter alone (two rounds of SplitMix64's finaliser). */
    static double uniform(long seed, long counter) {
        long key = finish(seed + 0x9e3779b97f4a7c15L);
        return (finish(finish(counter * 0x9e3779b97f4a7c15L + key) ^ key) >>> 11) * UNIT;
    }

    private static long finish(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
