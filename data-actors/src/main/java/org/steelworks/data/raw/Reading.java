package org.steelworks.data.raw;

/**
 * How much of a file is read, and how.
 *
 * @param start only records that begin at this byte on disk or behind it
 * @param end and before this one; counts for divisible files alone
 * @param longest longest record read, in bytes
 */
public record Reading(long start, long end, int longest, ReadingRules rules) {
    /** A file from its beginning to its end. */
    public static Reading whole(int longest, ReadingRules rules) {
        return new Reading(0, Long.MAX_VALUE, longest, rules);
    }

    long bytes() {
        return end - start;
    }
}
