package org.steelworks.data.raw;

import java.io.IOException;

/** The content of a compressed file is at fault: nothing behind this point can be read, and trying again is no use. */
final class DamagedInput extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedInput(String message) {
        super(message);
    }
}
