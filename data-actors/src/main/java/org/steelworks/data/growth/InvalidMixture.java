package org.steelworks.data.growth;

import java.io.IOException;

/** A run cannot take its samples with the weights that somebody asked for; the message says why and what to do. */
public final class InvalidMixture extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidMixture(String message) {
        super(message);
    }

    public InvalidMixture(String message, Throwable cause) {
        super(message, cause);
    }
}
