package org.steelworks.data.raw;

import java.util.Arrays;

/**
 * One record of a raw file: a line that is not blank, an element of an array, a row of a table.
 *
 * @param number of the line, element or row, from 1, counted from where reading began; 0 for the file as a whole
 * @param index of the record, from 0: blank lines do not count
 * @param bytes without the line end; a row as a JSON object; the first bytes only where there is a problem
 * @param problem why the record cannot be read at all; empty when it can
 * @param last whether nothing behind this record can be read because of the problem
 */
public record RawLine(long number, long index, byte[] bytes, String problem, boolean last) {
    private static final int EXCERPT_BYTES = 800;

    /** The first bytes, as a record with a problem carries them. */
    static byte[] excerpt(byte[] bytes) {
        return Arrays.copyOf(bytes, Math.min(bytes.length, EXCERPT_BYTES));
    }

    /** What stands for a file of which nothing can be read. */
    static RawLine unreadable(String problem) {
        return new RawLine(0, 0, new byte[0], problem, true);
    }
}
