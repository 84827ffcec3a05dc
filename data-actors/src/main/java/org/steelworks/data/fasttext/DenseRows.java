package org.steelworks.data.fasttext;

import java.io.IOException;
import org.steelworks.data.bytes.LargeBytes;

/**
 * A matrix as it is: number of rows and their dimension (64 bits each), then the floats, which stay in the mapped file.
 */
record DenseRows(LargeBytes floats, long count, int dimension) implements Rows {
    static DenseRows read(FileCursor file) throws IOException {
        long count = file.int64();
        long dimension = file.int64();
        long fit = file.left() / Float.BYTES;
        if (count < 1 || dimension < 1 || dimension > Math.min(fit, Integer.MAX_VALUE) || count > fit / dimension) {
            throw InvalidFastTextModel.damaged(
                    "a matrix of " + count + " rows of " + dimension + " in " + file.left() + " bytes");
        }
        return new DenseRows(file.part(count * dimension * Float.BYTES), count, (int) dimension);
    }

    @Override
    public void addTo(float[] sums, int row) {
        floats.addFloats(place(row), sums);
    }

    @Override
    public float dot(float[] vector, int row) {
        long at = place(row);
        float sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += floats.getFloat(at + (long) i * Float.BYTES) * vector[i];
        }
        return sum;
    }

    private long place(int row) {
        return (long) row * dimension * Float.BYTES;
    }
}
