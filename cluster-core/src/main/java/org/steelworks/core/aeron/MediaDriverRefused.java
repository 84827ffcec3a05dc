package org.steelworks.core.aeron;

/** The media driver could not be started; the message says what to change. */
public final class MediaDriverRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MediaDriverRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
