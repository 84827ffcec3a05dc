package org.steelworks.data.fasttext;

import java.io.IOException;

/** A matrix of 32-bit floats, row by row. Implementations are safe for any thread. */
interface Rows {
    /** Rows there are. */
    long count();

    /** Floats of a row. */
    int dimension();

    /** Adds a row to {@code sums}, of the same dimension. */
    void addTo(float[] sums, int row);

    /** Sum of the products with {@code vector}, added from the first to the last. */
    float dot(float[] vector, int row);

    /** Reads the matrix that the file goes on with. */
    static Rows read(FileCursor file, boolean quantized) throws IOException {
        return quantized ? QuantizedRows.read(file) : DenseRows.read(file);
    }
}
