package org.steelworks.core.model;

import org.steelworks.core.tensor.Shape;

/**
 * One named tensor of the model and its place.
 *
 * @param name Hugging Face name, such as {@code model.layers.0.mlp.down_proj.weight}
 * @param shape as in a Hugging Face file; linear weights are [out, in]
 * @param vector ordinal of the {@link FlatVector} that holds it
 * @param offset first element in that vector
 * @param init how it starts
 */
public record Parameter(String name, Shape shape, int vector, long offset, Init init) {
    /** Initial values: a normal distribution, or the constant {@code mean} where {@code deviation} is 0. */
    public record Init(double mean, double deviation) {
        static final Init ZERO = new Init(0, 0);
        static final Init ONE = new Init(1, 0);
    }

    /** Elements of the tensor. */
    public long length() {
        return shape.elements();
    }
}
