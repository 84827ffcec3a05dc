package org.steelworks.data.fasttext;

/**
 * The parts that rows of a compressed matrix are put together from: for each piece of a row 256 to choose from. In the
 * file dimension, pieces, floats of a piece and of the last piece, then the floats.
 *
 * @param pieces of a row
 * @param pieceLength floats of every piece but the last
 * @param lastLength floats of the last piece
 * @param floats of the first piece's parts, then of the second's
 */
record Codebook(int dimension, int pieces, int pieceLength, int lastLength, float[] floats) {
    private static final int PARTS = 256;

    static Codebook read(FileCursor file, long dimension) throws InvalidFastTextModel {
        int own = file.int32();
        int pieces = file.int32();
        int pieceLength = file.int32();
        int lastLength = file.int32();
        if (own != dimension
                || pieces < 1
                || pieceLength < 1
                || lastLength < 1
                || lastLength > pieceLength
                || (pieces - 1L) * pieceLength + lastLength != dimension) {
            throw InvalidFastTextModel.damaged("rows of " + dimension + " floats are said to be " + pieces
                    + " pieces of " + pieceLength + " and last " + lastLength + ", together " + own);
        }
        return new Codebook(own, pieces, pieceLength, lastLength, file.floats((long) PARTS * dimension));
    }

    /** Where a part of a piece begins. */
    int start(int piece, int part) {
        int length = length(piece);
        return piece * PARTS * pieceLength + part * length;
    }

    /** Floats of a piece. */
    int length(int piece) {
        return piece == pieces - 1 ? lastLength : pieceLength;
    }
}
