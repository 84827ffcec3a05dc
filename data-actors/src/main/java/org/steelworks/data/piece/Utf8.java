package org.steelworks.data.piece;

/** Lengths of UTF-8 sequences, as SentencePiece takes them. */
final class Utf8 {
    private Utf8() {}

    /** Bytes that the first one announces, at most {@code to - at}; nothing is checked. */
    static int announced(byte[] text, int at, int to) {
        int first = text[at] & 0xFF;
        int length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        return Math.min(length, to - at);
    }
}
