package org.steelworks.data.flow;

/** A unit could not be done this time. */
public final class UnitFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnitFailure(Throwable failure) {
        super(FailureText.of(failure), failure);
    }
}
