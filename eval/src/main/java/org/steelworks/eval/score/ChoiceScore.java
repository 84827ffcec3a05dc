package org.steelworks.eval.score;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model says of the letters of one question.
 *
 * @param logits of the letters, as the token that follows the prompt
 * @param logProbs of the letters among all tokens of the vocabulary
 * @param chosen index of the largest logit, the first of equal ones
 */
public record ChoiceScore(List<Float> logits, List<Double> logProbs, int chosen) {
    public ChoiceScore {
        logits = List.copyOf(logits);
        logProbs = List.copyOf(logProbs);
    }

    /**
     * Scores one position.
     *
     * @param vocabulary logits of all tokens
     * @param letters token ids of the letters
     */
    public static ChoiceScore of(float[] vocabulary, int[] letters) {
        double total = logSumExp(vocabulary);
        List<Float> logits = new ArrayList<>();
        List<Double> logProbs = new ArrayList<>();
        int chosen = 0;
        for (int i = 0; i < letters.length; i++) {
            float logit = vocabulary[letters[i]];
            logits.add(logit);
            logProbs.add(logit - total);
            if (logit > logits.get(chosen)) {
                chosen = i;
            }
        }
        return new ChoiceScore(logits, logProbs, chosen);
    }

    /** Probabilities of the letters among themselves. */
    public double[] softmax() {
        double largest = logits.get(chosen);
        double[] values = logits.stream()
                .mapToDouble(logit -> StrictMath.exp(logit - largest))
                .toArray();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
        return values;
    }

    private static double logSumExp(float[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (float value : values) {
            sum += StrictMath.exp(value - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
