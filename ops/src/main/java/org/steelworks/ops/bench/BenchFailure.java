package org.steelworks.ops.bench;

import java.io.Serial;

/** A measurement that cannot be made; the message says what, why and what to do. */
public final class BenchFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public BenchFailure(String message) {
        super(message);
    }

    public BenchFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
