package org.steelworks.data.piece;

/** Bytes that are no usable SentencePiece model; the message says why. */
public final class InvalidPieceModel extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidPieceModel(String message) {
        super(message);
    }
}
