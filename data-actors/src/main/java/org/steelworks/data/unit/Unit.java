package org.steelworks.data.unit;

/**
 * A piece of work: the records that begin in [start, end) of a file.
 *
 * @param number in the order of the output, from 0
 */
public record Unit(int number, InputFile file, long start, long end) {
    /** Bytes on disk. */
    public long bytes() {
        return end - start;
    }
}
