package org.steelworks.checkpoint.format;

/** A file that is not what it should be. The message names file, place, cause and remedy. */
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FormatException(String message) {
        super(message);
    }

    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
