package org.steelworks.data.evidence;

/** A document that a deduplicator dropped, and the one that stayed in its place. */
public record DuplicatePair(Side dropped, Side kept) {
    /**
     * One of the two.
     *
     * @param set name of its input set
     * @param source its file
     * @param index of the record in it, from 0
     * @param text its beginning, as the deduplicator saw it
     */
    public record Side(String set, String source, long index, String text) {
        /** @param text as long as it is */
        public static Side of(String set, String source, long index, String text) {
            return new Side(set, source, index, Example.excerpt(text));
        }
    }
}
