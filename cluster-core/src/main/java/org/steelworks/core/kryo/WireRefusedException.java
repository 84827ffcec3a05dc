package org.steelworks.core.kryo;

import java.io.NotSerializableException;

/**
 * Bytes that are not a message of ours, or a message that may not go over the wire. Pekko drops such a message, logs it
 * and keeps the connection.
 */
public final class WireRefusedException extends NotSerializableException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    WireRefusedException(Reason reason, String what, Throwable cause) {
        super(reason + ": " + what);
        this.reason = reason;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** Why. */
    public enum Reason {
        /** Written by another version of the wire format. */
        UNKNOWN_MANIFEST,
        /** A class without id, or an id without class. */
        UNKNOWN_CLASS,
        /** A registered value that is no message by itself. */
        NOT_A_MESSAGE,
        /** More bytes than a message may have. */
        TOO_LARGE,
        /** Nested deeper than a message may be. */
        TOO_DEEP,
        /** Cut off, a lying length, or a value its class refuses. */
        MALFORMED
    }

    public Reason reason() {
        return reason;
    }
}
