package org.steelworks.gpu.generate;

/**
 * How the next token is chosen.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topK keeps this many of the largest logits, and those equal to the last of them; 0 keeps all
 * @param topP keeps the most likely tokens whose probabilities reach this sum; 1 keeps all
 * @param repetitionPenalty divides positive logits of tokens that already occurred and multiplies the others; 1 does
 *     nothing
 * @param seed of the draws: draw i of a sequence depends on the seed and i alone
 */
public record Sampling(double temperature, int topK, double topP, double repetitionPenalty, long seed) {
    /** The most likely token, always. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 1, 0);

    public Sampling {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature " + temperature + " must be 0 or more");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("top_k " + topK + " must be 0 (off) or more");
        }
        if (!(topP > 0) || topP > 1) {
            throw new IllegalArgumentException("top_p " + topP + " must be above 0 and at most 1");
        }
        if (!(repetitionPenalty > 0) || Double.isInfinite(repetitionPenalty)) {
            throw new IllegalArgumentException("repetition_penalty " + repetitionPenalty + " must be above 0");
        }
    }

    /** Whether nothing is drawn. */
    public boolean greedy() {
        return temperature == 0;
    }
}
