package org.steelworks.data.unit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** The disk as cleaning uses it: the seam where tests make it fail. */
public interface UnitStore {
    /** A new empty file; what was there is gone. Not durable before {@link #publish}. */
    OutputStream create(Path file) throws IOException;

    /** Makes {@code aside}, which is closed, durable and gives it the name {@code target} in one step. */
    void publish(Path aside, Path target) throws IOException;

    /** Adds a line to a file, which may be new; durable when it returns. */
    void append(Path file, String line) throws IOException;
}
