package org.steelworks.data.piece;

/** Cuts a normalized text into pieces. Implementations are safe for any thread. */
interface PieceEncoder {
    /**
     * Cuts the first {@code length} bytes of {@code text}.
     *
     * @return pieces that cover them all, in order
     */
    Segmentation encode(byte[] text, int length);
}
