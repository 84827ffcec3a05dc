package org.steelworks.data.fasttext;

/** Chooses the likeliest label for the average of a line's rows. Implementations are safe for any thread. */
interface Choice {
    /** Natural logarithm that stands for none. */
    float NOTHING = Float.NEGATIVE_INFINITY;

    /**
     * The likeliest.
     *
     * @param label its number, -1 where there is none
     * @param logarithm of its probability, natural
     */
    record Best(int label, float logarithm) {
        static final Best NONE = new Best(-1, NOTHING);
    }

    /** Of equally likely ones the last. */
    Best of(float[] average);

    /** The original never takes the logarithm of zero. */
    static float logarithm(float probability) {
        return (float) StrictMath.log(probability + 1e-5);
    }

    static float exponential(float value) {
        return (float) StrictMath.exp(value);
    }

    /** @throws IllegalStateException where the model's numbers make none */
    static float checked(float product) {
        if (Float.isNaN(product)) {
            throw new IllegalStateException("the fastText model's numbers are not finite: train it again");
        }
        return product;
    }
}
