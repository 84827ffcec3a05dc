package org.steelworks.data.raw;

/** Which treatment of defects: ours, or the original program's. */
public enum ReadingRules {
    /** A bad record goes to the quarantine and the next one is read; the end of a conversation stays as it is. */
    CORRECTED,
    /**
     * As the original program: a bad record or a blank line ends its file, and the end of a conversation loses every
     * character of the set {@code < | i m _ e n d >} and line feed.
     */
    COMPAT
}
