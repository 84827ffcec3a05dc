package org.steelworks.data.ngram;

import java.nio.charset.StandardCharsets;

/** MurmurHash64A with seed 0, by which KenLM's vocabularies know words. */
final class WordHash {
    private static final long MULTIPLIER = 0xC6A4A7935BD1E995L;
    private static final int SHIFT = 47;

    /** The two spellings of the unknown word; it has index 0 and stands in no vocabulary. */
    private static final long UNKNOWN = of("<unk>");

    private static final long UNKNOWN_UPPER = of("<UNK>");

    private WordHash() {}

    static long of(String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        return of(utf8, 0, utf8.length);
    }

    static long of(byte[] text, int from, int to) {
        long hash = (to - from) * MULTIPLIER;
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            long block = littleEndian(text, at, Long.BYTES) * MULTIPLIER;
            block ^= block >>> SHIFT;
            hash = (hash ^ block * MULTIPLIER) * MULTIPLIER;
        }
        if (at < to) {
            hash = (hash ^ littleEndian(text, at, to - at)) * MULTIPLIER;
        }
        hash = (hash ^ hash >>> SHIFT) * MULTIPLIER;
        return hash ^ hash >>> SHIFT;
    }

    private static long littleEndian(byte[] text, int at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | text[at + i] & 0xFF;
        }
        return value;
    }

    static boolean isUnknown(long hash) {
        return hash == UNKNOWN || hash == UNKNOWN_UPPER;
    }
}
