package org.steelworks.data.clean;

import java.util.Optional;

/** A file that operators were made of, and which can change while they run. Safe for any thread; may block on the disk. */
public interface ModelFile {
    String path();

    /**
     * How it differs from what it was, a sentence; empty where it does not. It is read only where it may have changed: a
     * copy of the same content under the same name is no change.
     */
    Optional<String> change();

    /** The same, reading all of it whatever the file system says of it. */
    Optional<String> changeOfContent();
}
