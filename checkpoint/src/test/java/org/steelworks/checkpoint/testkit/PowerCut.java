package org.steelworks.checkpoint.testkit;

import java.io.IOException;

/** The machine lost power: this and every later operation of the store fails. */
public final class PowerCut extends IOException {
    private static final long serialVersionUID = 1L;

    PowerCut(long operation) {
        super("power cut at operation " + operation);
    }
}
