package org.steelworks.gpu.tensor;

import java.io.Serial;

/** There is no device of the wanted kind here; the message says what is missing and what to do. */
public final class DeviceMissingException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DeviceMissingException(String message) {
        super(message);
    }
}
