package org.steelworks.data.feed;

/**
 * Consecutive samples of a run.
 *
 * @param first sample index, from 0
 * @param count how many; at least 1
 */
public record SampleRange(long first, int count) {

    public SampleRange {
        if (first < 0 || count < 1) {
            throw new IllegalArgumentException("samples " + first + " and " + count + " more are no range");
        }
    }

    /** First sample index after the range. */
    public long end() {
        return first + count;
    }
}
