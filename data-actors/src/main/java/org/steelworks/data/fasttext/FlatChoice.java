package org.steelworks.data.fasttext;

/**
 * Every label has a row of its own: probabilities are the softmax of the products, or, where each label is a question by
 * itself, their sigmoid from a table of 513 values as in the original.
 */
final class FlatChoice implements Choice {
    private static final int STEPS = 512;
    private static final float MOST = 8;

    private final Rows rows;
    private final int labels;
    /** Null for the softmax. */
    private final float[] sigmoid;

    private FlatChoice(Rows rows, int labels, float[] sigmoid) {
        this.rows = rows;
        this.labels = labels;
        this.sigmoid = sigmoid;
    }

    static FlatChoice softmax(Rows rows, int labels) {
        return new FlatChoice(rows, labels, null);
    }

    static FlatChoice sigmoid(Rows rows, int labels) {
        float[] table = new float[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            float x = 2 * MOST * i / STEPS - MOST;
            table[i] = (float) (1.0 / (1.0 + Choice.exponential(-x)));
        }
        return new FlatChoice(rows, labels, table);
    }

    @Override
    public Best of(float[] average) {
        float[] probabilities = new float[labels];
        for (int i = 0; i < labels; i++) {
            probabilities[i] = Choice.checked(rows.dot(average, i));
        }
        if (sigmoid == null) {
            softmax(probabilities);
        } else {
            for (int i = 0; i < labels; i++) {
                probabilities[i] = sigmoid(probabilities[i]);
            }
        }
        Best best = Best.NONE;
        for (int i = 0; i < labels; i++) {
            float logarithm = Choice.logarithm(probabilities[i]);
            if (logarithm >= best.logarithm()) {
                best = new Best(i, logarithm);
            }
        }
        return best;
    }

    private static void softmax(float[] values) {
        float largest = values[0];
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        float sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Choice.exponential(values[i] - largest);
            sum += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
    }

    private float sigmoid(float x) {
        if (x < -MOST) {
            return 0;
        }
        return x > MOST ? 1 : sigmoid[(int) ((x + MOST) * STEPS / MOST / 2)];
    }
}
