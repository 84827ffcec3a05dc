package org.steelworks.data.bpe;

import java.util.Arrays;

/** The 256 characters by which a byte-level vocabulary shows bytes: a printable byte is itself, others follow U+0100. */
final class ByteAlphabet {
    private static final int BEYOND_BYTES = 256;
    private static final char[] CHARACTERS = new char[256];
    private static final short[] BYTES = new short[2 * BEYOND_BYTES];

    static {
        Arrays.fill(BYTES, (short) -1);
        int beyond = BEYOND_BYTES;
        for (int value = 0; value < CHARACTERS.length; value++) {
            boolean shown = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
            CHARACTERS[value] = (char) (shown ? value : beyond++);
            BYTES[CHARACTERS[value]] = (short) value;
        }
    }

    private ByteAlphabet() {}

    /** Whether valid UTF-8 may hold a byte; vocabularies made from text alone leave out the others. */
    static boolean isInText(int value) {
        return value != 0xC0 && value != 0xC1 && value < 0xF5;
    }

    /** The character that shows a byte. */
    static char character(byte value) {
        return CHARACTERS[value & 0xFF];
    }

    /** The byte that a character shows, or -1. */
    static int value(int codePoint) {
        return codePoint < BYTES.length ? BYTES[codePoint] : -1;
    }
}
