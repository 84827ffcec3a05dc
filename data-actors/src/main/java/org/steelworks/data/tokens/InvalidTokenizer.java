package org.steelworks.data.tokens;

import java.io.IOException;

/** A folder does not hold a usable tokenizer; the message says which file, why and what to do. */
public final class InvalidTokenizer extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidTokenizer(String message) {
        super(message);
    }

    InvalidTokenizer(String message, Throwable cause) {
        super(message, cause);
    }
}
