package org.steelworks.core.model;

import org.steelworks.core.spec.ModelSpec;

/**
 * Floating-point operations of training, counted as is usual for decoder models: a forward pass over one sequence of T
 * tokens takes 2·N·T for the parameters and 4·L·d·T² for attention scores and their application, a backward pass twice
 * as much. Recomputation is not counted: it does work, not progress. N counts every trainable element, a tied head once.
 *
 * <p>The {@code mfu} of a step is this count for its {@code global_batch} sequences, divided by the step's seconds, the
 * number of members and the peak rate of one. Workers measure the peak when they start, the best of many products of two
 * square fp32 matrices with their threads ({@code GemmRate}); the largest that a member of the run found counts.
 */
public final class FlopCount {
    private FlopCount() {}

    /** 6·N·T + 12·L·d·T²: forward and backward of one sequence of {@code tokens} inputs. */
    public static double ofSequence(ModelSpec model, int tokens) {
        double parameters = ParameterTable.of(model).elements();
        double attention = 4.0 * model.layers() * model.hiddenSize() * tokens * (double) tokens;
        return 3 * (2 * parameters * tokens + attention);
    }
}
