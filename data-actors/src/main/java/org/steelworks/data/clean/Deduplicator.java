package org.steelworks.data.clean;

/**
 * An operator that compares documents with each other: of those alike, the first in the order of the inputs stays. It
 * sees a document as a signature; equal deduplicators have comparable signatures.
 */
public non-sealed interface Deduplicator extends Operator {
    /** Length of every signature. */
    int signatureLongs();

    /** What stands for {@code text}; depends on nothing else. */
    long[] signature(String text);

    Likeness likeness();
}
