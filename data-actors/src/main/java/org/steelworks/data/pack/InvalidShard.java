package org.steelworks.data.pack;

import java.io.IOException;

/** A packed token file or its index is not what it should be; the message says which, why and what to do. */
public final class InvalidShard extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidShard(String message) {
        super(message);
    }

    public InvalidShard(String message, Throwable cause) {
        super(message, cause);
    }
}
