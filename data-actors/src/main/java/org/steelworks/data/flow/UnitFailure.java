package org.steelworks.data.flow;

import java.util.concurrent.CompletionException;

/** A unit could not be done this time. */
public final class UnitFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnitFailure(Throwable failure) {
        this(failure, cause(failure));
    }

    private UnitFailure(Throwable failure, Throwable cause) {
        super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), failure);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
