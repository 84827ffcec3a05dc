package org.steelworks.data.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Undoes two kinds of damage to UTF-8 bytes that passed through a single-byte encoding: byte A0 turned into a space,
 * and bytes lost (now 1A or {@code ?}). Sequences and exceptions are those of ftfy 6.
 */
final class AlteredUtf8 {
    private static final byte[][] A_GRAVE_WORD_ENDINGS = {
        ascii(" "), ascii("quele"), ascii("quela"), ascii("quilo"), ascii("s ")
    };

    private AlteredUtf8() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Puts A0 back where a space stands in a sequence that would then be UTF-8; the argument itself if nowhere. */
    static byte[] restoreA0(byte[] bytes) {
        if (!hasAlteredSpace(bytes)) {
            return bytes;
        }
        byte[] restored = separateAGrave(bytes);
        for (int i = 0; i < restored.length; ) {
            int space = alteredSpace(restored, i);
            if (space < 0) {
                i++;
            } else {
                restored[space] = (byte) 0xA0;
                i += sequenceLength(restored, i);
            }
        }
        return restored;
    }

    private static boolean hasAlteredSpace(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (alteredSpace(bytes, i) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** C3 and a space become C3, A0 and a space, except where a Portuguese word goes on. Always a copy. */
    private static byte[] separateAGrave(byte[] bytes) {
        byte[] out = new byte[bytes.length + bytes.length / 2 + 1];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            out[length++] = bytes[i];
            if (at(bytes, i) == 0xC3 && at(bytes, i + 1) == ' ' && !goesOn(bytes, i + 2)) {
                out[length++] = (byte) 0xA0;
                out[length++] = ' ';
                i++;
            }
        }
        return Arrays.copyOf(out, length);
    }

    private static boolean goesOn(byte[] bytes, int at) {
        for (byte[] ending : A_GRAVE_WORD_ENDINGS) {
            int to = at + ending.length;
            if (to <= bytes.length && Arrays.equals(bytes, at, to, ending, 0, ending.length)) {
                return true;
            }
        }
        return false;
    }

    /** Index of the space in the altered sequence that starts at {@code i}; -1 if none does. */
    private static int alteredSpace(byte[] bytes, int i) {
        int lead = at(bytes, i);
        if (lead < 0xC2 || lead > 0xF0) {
            return -1;
        }
        int second = at(bytes, i + 1);
        int third = at(bytes, i + 2);
        if (lead == 0xC2 || lead == 0xC3 || lead == 0xC5 || lead == 0xCE || lead == 0xD0 || lead == 0xD9) {
            return second == ' ' ? i + 1 : -1;
        }
        if (lead >= 0xE0 && lead <= 0xE3) {
            if (lead >= 0xE2 && second == ' ' && isThreeByteTail(third)) {
                return i + 1;
            }
            return isThreeByteTail(second) && third == ' ' ? i + 2 : -1;
        }
        return lead == 0xF0 ? alteredSpaceOfFour(bytes, i) : -1;
    }

    private static int alteredSpaceOfFour(byte[] bytes, int i) {
        int space = -1;
        for (int k = i + 1; k <= i + 3; k++) {
            int b = at(bytes, k);
            if (b == ' ' && space < 0) {
                space = k;
            } else if (!isContinuation(b)) {
                return -1;
            }
        }
        return space;
    }

    private static int sequenceLength(byte[] bytes, int i) {
        int lead = at(bytes, i);
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /** Replaces each sequence with a lost byte by the UTF-8 of U+FFFD; the argument itself if there is none. */
    static byte[] replaceLossy(byte[] bytes) {
        byte[] out = null;
        int length = 0;
        for (int i = 0; i < bytes.length; ) {
            int lossy = lossyLength(bytes, i);
            if (lossy > 0 && out == null) {
                out = new byte[3 * bytes.length];
                length = i;
                System.arraycopy(bytes, 0, out, 0, i);
            }
            if (lossy > 0) {
                out[length++] = (byte) 0xEF;
                out[length++] = (byte) 0xBF;
                out[length++] = (byte) 0xBD;
                i += lossy;
            } else {
                if (out != null) {
                    out[length++] = bytes[i];
                }
                i++;
            }
        }
        return out == null ? bytes : Arrays.copyOf(out, length);
    }

    /** Length of the lossy sequence that starts at {@code i}; 0 if none does. */
    private static int lossyLength(byte[] bytes, int i) {
        int lead = at(bytes, i);
        if (lead == SingleByteEncoding.LOST_BYTE) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int second = at(bytes, i + 1);
        if (lead <= 0xDF) {
            return second == SingleByteEncoding.LOST_BYTE || lead <= 0xC3 && second == '?' ? 2 : 0;
        }
        if (lead <= 0xEF) {
            if (lead == 0xED && isLossySurrogatePair(bytes, i)) {
                return 6;
            }
            return isLossyTail(bytes, i + 1, 2) ? 3 : 0;
        }
        return isLossyTail(bytes, i + 1, 3) ? 4 : 0;
    }

    /**
     * {@code count} continuation places with at least one lost byte, of which at most one may be {@code ?}: a question
     * mark counts as the lost byte of the sequence.
     */
    private static boolean isLossyTail(byte[] bytes, int from, int count) {
        int lost = 0;
        int questions = 0;
        for (int k = from; k < from + count; k++) {
            int b = at(bytes, k);
            if (b == '?') {
                questions++;
            } else if (b == SingleByteEncoding.LOST_BYTE) {
                lost++;
            } else if (!isContinuation(b)) {
                return false;
            }
        }
        return questions <= 1 && questions + lost > 0;
    }

    /** A surrogate pair written as two three-byte sequences, one of whose last bytes is lost. */
    private static boolean isLossySurrogatePair(byte[] bytes, int i) {
        int second = at(bytes, i + 1);
        int fifth = at(bytes, i + 4);
        if (second < 0xA0 || second > 0xAF || at(bytes, i + 3) != 0xED || fifth < 0xB0 || fifth > 0xBF) {
            return false;
        }
        int high = at(bytes, i + 2);
        int low = at(bytes, i + 5);
        return isLost(high) && (isLost(low) || isContinuation(low)) || isContinuation(high) && isLost(low);
    }

    private static boolean isLost(int b) {
        return b == SingleByteEncoding.LOST_BYTE || b == '?';
    }

    private static boolean isContinuation(int b) {
        return b >= 0x80 && b <= 0xBF;
    }

    private static boolean isThreeByteTail(int b) {
        return isContinuation(b) && b != 0x85 && b != 0xA0;
    }

    private static int at(byte[] bytes, int i) {
        return i < bytes.length ? bytes[i] & 0xFF : -1;
    }
}
