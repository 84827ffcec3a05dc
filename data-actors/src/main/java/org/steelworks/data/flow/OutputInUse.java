package org.steelworks.data.flow;

import java.nio.file.Path;

/** Another cleaning has the output folder now. */
public final class OutputInUse extends PrepareFailure {
    private static final long serialVersionUID = 1L;

    public OutputInUse(Path out, Exception cause) {
        super("another cleaning writes to " + out + "; wait for its end, or give another output folder", cause);
    }
}
