package org.steelworks.data.flow;

/** Cleaning cannot go on; the message says what, where, why and what to do. Work done so far is kept and reused. */
public class PrepareFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PrepareFailure(String message) {
        super(message);
    }

    public PrepareFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
