package org.steelworks.data.raw;

/** Leaves a reader's rule from its depth; never leaves the reader. */
final class MalformedRecord extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRecord(String reason) {
        super(reason, null, false, false);
    }
}
