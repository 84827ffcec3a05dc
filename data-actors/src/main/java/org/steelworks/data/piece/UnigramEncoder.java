package org.steelworks.data.piece;

import java.util.List;

/**
 * Cuts a text into the pieces with the largest sum of scores. Sums are rounded and compared as SentencePiece's encoder
 * of version 0.2.3 does, since pieces of near or equal sums would otherwise differ. Up to version 0.2.1 it compared
 * unrounded sums, and cut some runs of one character at another place. Immutable, safe for any thread.
 */
final class UnigramEncoder implements PieceEncoder {
    /** How much less likely than the least likely piece an unknown character is. */
    private static final float UNKNOWN_PENALTY = 10;

    private static final int LONGEST_CHARACTER = 4;

    private final PieceTrie trie;
    private final float[] scores;
    private final PieceModel.Kind[] kinds;
    private final float unknownScore;
    private final float largestScore;
    private final int longestPiece;

    UnigramEncoder(PieceModel model) {
        List<PieceModel.Piece> pieces = model.pieces();
        trie = new PieceTrie(pieces, PieceModel.Kind::occursInText);
        scores = new float[pieces.size()];
        kinds = new PieceModel.Kind[pieces.size()];
        float smallest = Float.MAX_VALUE;
        // The original begins with C's FLT_MIN, which is no negative number; user-defined pieces score by it.
        float largest = Float.MIN_NORMAL;
        int longest = LONGEST_CHARACTER;
        for (int id = 0; id < scores.length; id++) {
            scores[id] = pieces.get(id).score();
            kinds[id] = pieces.get(id).kind();
            longest = Math.max(longest, pieces.get(id).utf8().length);
            if (kinds[id] == PieceModel.Kind.NORMAL) {
                smallest = Math.min(smallest, scores[id]);
                largest = Math.max(largest, scores[id]);
            }
        }
        if (longest > Short.MAX_VALUE) {
            throw new InvalidPieceModel("the SentencePiece model has a piece of " + longest + " bytes; at most "
                    + Short.MAX_VALUE + " are supported");
        }
        unknownScore = smallest - UNKNOWN_PENALTY;
        largestScore = largest;
        longestPiece = longest;
    }

    @Override
    public Segmentation encode(byte[] text, int length) {
        Paths paths = new Paths(length, longestPiece);
        for (int start = 0; start < length; ) {
            int character = Utf8.announced(text, start, length);
            float sum = paths.sum(start);
            if (!offerPieces(paths, text, length, start, character, sum)) {
                paths.offer(start + character, (short) -character, unknownScore + sum);
            }
            start += character;
        }
        return paths.best();
    }

    /** Offers every piece that begins at {@code start}; whether one of them is the whole character there. */
    private boolean offerPieces(Paths paths, byte[] text, int length, int start, int character, float sum) {
        boolean covered = false;
        int node = PieceTrie.ROOT;
        for (int end = start; end < length; ) {
            node = trie.child(node, text[end++]);
            if (node == PieceTrie.NONE) {
                return covered;
            }
            int id = trie.id(node);
            if (id != PieceTrie.NONE && kinds[id] != PieceModel.Kind.UNUSED) {
                paths.offer(end, (short) (end - start), score(id, end - start) + sum);
                covered |= end - start == character;
            }
        }
        return covered;
    }

    private float score(int id, int bytes) {
        // A user-defined piece wins over all pieces it could be cut into.
        return kinds[id] == PieceModel.Kind.USER_DEFINED ? (float) (bytes * largestScore - 0.1) : scores[id];
    }

    /** The best way to each byte of the text. */
    private static final class Paths {
        /** Length in bytes of the last piece on the way to a place, negative for an unknown one, 0 where none leads. */
        private final short[] lastPiece;
        /** Sums of scores, only of the places that a piece can still reach. */
        private final float[] sums;

        Paths(int length, int longestPiece) {
            lastPiece = new short[length + 1];
            sums = new float[Integer.highestOneBit(longestPiece) * 2];
        }

        float sum(int place) {
            return place == 0 ? 0 : sums[place & sums.length - 1];
        }

        void offer(int end, short piece, float sum) {
            int slot = end & sums.length - 1;
            if (lastPiece[end] == 0 || sum > sums[slot]) {
                lastPiece[end] = piece;
                sums[slot] = sum;
            }
        }

        Segmentation best() {
            Segmentation found = new Segmentation();
            for (int end = lastPiece.length - 1; end > 0; end -= Math.abs(lastPiece[end])) {
                found.add(end, lastPiece[end] < 0);
            }
            return found;
        }
    }
}
