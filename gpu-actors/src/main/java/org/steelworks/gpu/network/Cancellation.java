package org.steelworks.gpu.network;

import java.util.function.BooleanSupplier;

/** Asked between kernel calls whether the caller still wants the result. */
record Cancellation(BooleanSupplier cancelled) {
    void check(String before) {
        if (cancelled.getAsBoolean()) {
            throw new ComputeCancelled(before);
        }
    }
}
