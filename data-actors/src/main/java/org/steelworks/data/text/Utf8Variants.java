package org.steelworks.data.text;

/** Strict UTF-8 that also takes CESU-8 surrogate pairs and C0 80 for NUL, the two variants found in the wild. */
final class Utf8Variants {
    private static final int MALFORMED = -1;

    private Utf8Variants() {}

    /** The decoded text, or null if the bytes are not UTF-8. */
    static String decode(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            int lead = bytes[i] & 0xFF;
            if (lead < 0x80) {
                out.append((char) lead);
                i++;
                continue;
            }
            int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            int codePoint = decodeAt(bytes, i, lead, length);
            if (codePoint == MALFORMED) {
                return null;
            }
            if (codePoint >= Character.MIN_HIGH_SURROGATE && codePoint <= Character.MAX_LOW_SURROGATE) {
                int low = i + 3 < bytes.length ? decodeAt(bytes, i + 3, bytes[i + 3] & 0xFF, 3) : MALFORMED;
                if (codePoint > Character.MAX_HIGH_SURROGATE
                        || low < Character.MIN_LOW_SURROGATE
                        || low > Character.MAX_LOW_SURROGATE) {
                    return null;
                }
                codePoint = Character.toCodePoint((char) codePoint, (char) low);
                length = 6;
            }
            out.appendCodePoint(codePoint);
            i += length;
        }
        return out.toString();
    }

    /** The value of one sequence, surrogates included; {@link #MALFORMED} if it is cut, overlong or out of range. */
    private static int decodeAt(byte[] bytes, int i, int lead, int length) {
        if (i + length > bytes.length || lead < 0xC0 || lead > 0xF4 || length == 3 && (lead & 0xF0) != 0xE0) {
            return MALFORMED;
        }
        int value = lead & 0x7F >> length;
        for (int k = i + 1; k < i + length; k++) {
            if ((bytes[k] & 0xC0) != 0x80) {
                return MALFORMED;
            }
            value = value << 6 | bytes[k] & 0x3F;
        }
        int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
        boolean longNul = lead == 0xC0 && value == 0;
        return value >= least && value <= Character.MAX_CODE_POINT || longNul ? value : MALFORMED;
    }
}
