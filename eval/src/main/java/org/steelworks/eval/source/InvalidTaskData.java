package org.steelworks.eval.source;

import java.io.IOException;

/** Data of an evaluation cannot be used; the message says file, row, why and what to do. */
public final class InvalidTaskData extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidTaskData(String message) {
        super(message);
    }

    public InvalidTaskData(String message, Throwable cause) {
        super(message, cause);
    }
}
