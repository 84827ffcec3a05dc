package org.steelworks.gpu.network;

import java.io.Serial;

/** The caller's cancel flag was seen between two kernel calls; gradients written so far are incomplete. */
public final class ComputeCancelled extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ComputeCancelled(String before) {
        super("cancelled before " + before, null, false, false);
    }
}
