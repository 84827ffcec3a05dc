package org.steelworks.data.fasttext;

import java.io.IOException;
import org.steelworks.data.bytes.LargeBytes;

/**
 * A compressed matrix: a byte for each piece of a row says which of a codebook's parts it is, and with {@code norms} one
 * more by what the row is multiplied. In the file whether it has norms, rows and dimension (64 bits each), bytes of all
 * codes, these, the codebook, and the norms' bytes and codebook. Codes stay in the mapped file.
 *
 * @param normCodes null where rows have no norms, {@code norms} likewise
 */
record QuantizedRows(LargeBytes codes, long count, Codebook parts, LargeBytes normCodes, Codebook norms)
        implements Rows {
    static QuantizedRows read(FileCursor file) throws IOException {
        boolean hasNorms = file.truth();
        long count = file.int64();
        long dimension = file.int64();
        long size = file.int32();
        if (count < 1 || dimension < 1 || size < count) {
            throw InvalidFastTextModel.damaged(
                    "a matrix of " + count + " rows of " + dimension + " in " + size + " bytes of codes");
        }
        LargeBytes codes = file.part(size);
        Codebook parts = Codebook.read(file, dimension);
        if (size / parts.pieces() != count || size % parts.pieces() != 0) {
            throw InvalidFastTextModel.damaged(
                    count + " rows of " + parts.pieces() + " pieces in " + size + " bytes of codes");
        }
        return hasNorms
                ? new QuantizedRows(codes, count, parts, file.part(count), Codebook.read(file, 1))
                : new QuantizedRows(codes, count, parts, null, null);
    }

    @Override
    public int dimension() {
        return parts.dimension();
    }

    @Override
    public void addTo(float[] sums, int row) {
        float norm = norm(row);
        long code = (long) row * parts.pieces();
        int at = 0;
        for (int piece = 0; piece < parts.pieces(); piece++) {
            int from = parts.start(piece, codes.getByte(code + piece) & 0xFF);
            int length = parts.length(piece);
            for (int i = 0; i < length; i++) {
                sums[at++] += norm * parts.floats()[from + i];
            }
        }
    }

    @Override
    public float dot(float[] vector, int row) {
        long code = (long) row * parts.pieces();
        float sum = 0;
        int at = 0;
        for (int piece = 0; piece < parts.pieces(); piece++) {
            int from = parts.start(piece, codes.getByte(code + piece) & 0xFF);
            int length = parts.length(piece);
            for (int i = 0; i < length; i++) {
                sum += vector[at++] * parts.floats()[from + i];
            }
        }
        return sum * norm(row);
    }

    private float norm(int row) {
        return norms == null ? 1 : norms.floats()[norms.start(0, normCodes.getByte(row) & 0xFF)];
    }
}
