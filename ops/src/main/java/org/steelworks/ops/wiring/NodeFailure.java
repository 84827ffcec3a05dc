package org.steelworks.ops.wiring;

import java.io.Serial;

/** A node of this machine cannot do its work; the message says what, where, why and what to do. */
public final class NodeFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NodeFailure(String message) {
        super(message);
    }

    public NodeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
