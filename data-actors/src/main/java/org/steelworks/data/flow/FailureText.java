package org.steelworks.data.flow;

import java.util.concurrent.CompletionException;

/** What failed, out of what a future made of it, and what to tell of it. */
public final class FailureText {
    private FailureText() {}

    /** The failure without the exception that futures put around it. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The message of {@link #cause}, or its kind where it has none. */
    public static String of(Throwable failure) {
        Throwable cause = cause(failure);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
