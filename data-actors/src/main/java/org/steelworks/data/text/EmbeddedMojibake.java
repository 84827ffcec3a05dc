package org.steelworks.data.text;

/**
 * Finds, in text that as a whole fits no single encoding, the stretches that read like UTF-8 decoded with one: a lead
 * character and its one to three continuation characters, repeated. The classes are ftfy 6's: what bytes C2 to DF, E0
 * to EF, F0 and F3, and 80 to BF become in the encodings it knows. A stretch does not start behind a character that is
 * itself a likely continuation.
 */
final class EmbeddedMojibake {
    private static final int CONTINUATION = 4;
    private static final int STRICT_CONTINUATION = 8;
    private static final int LEAD_MASK = 3;
    private static final int TABLE_SIZE = 0x2123;

    /** Per character: how many continuations it leads (0 to 3), and whether it is one. */
    private static final byte[] TABLE = new byte[TABLE_SIZE];

    private static final String STRICT =
            "80-BF C6 D8 E6 F8 104-105 13D-13E 141-142 152-153 156-157 15A-15B 15E-161 164-165 178-17E 192 2C6-2C7 2D8"
                    + " 2DB-2DD 384-386 388-38A 38C 38E-38F 401-40C 40E-40F 451-45C 45E-45F 490-491 2020-2021 2030"
                    + " 2039-203A 20AC 2116 2122";

    static {
        add(
                1,
                "C2-DF 100 102 106 10C 10E 110 112 116 118 11A 11E 122 12A 130 136 139 13B 141 143 145 147 14C 150 158"
                        + " 15A 15E 160 162 16A 16E 170 172 179 17B 17D 392-3A1 3A3-3AF 412-42F");
        add(2, "E0-EF 101 103 105 107 10D 10F 113 117 119 11B 123 12B 12F 137 13A 13C 155 17A 3B0-3BF 430-43F");
        add(3, "F0 F3 111 11F 161 3C0 3C3 440 443");
        add(STRICT_CONTINUATION | CONTINUATION, STRICT);
        add(CONTINUATION, "20 2013-2015 2018-201A 201C-201E 2022 2026");
    }

    private EmbeddedMojibake() {}

    private static void add(int bits, String ranges) {
        CharRanges.each(ranges, c -> TABLE[c] |= (byte) bits);
    }

    private static int of(char c) {
        return c < TABLE_SIZE ? TABLE[c] : 0;
    }

    /** The text with every bad stretch that is shorter than the text repaired; the argument itself if there is none. */
    static String repair(String text) {
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            int end = stretchEnd(text, i);
            if (end == i) {
                i++;
                continue;
            }
            if (end - i < text.length() && MojibakeRule.isBad(text, i, end)) {
                if (out == null) {
                    out = new StringBuilder(text.length());
                }
                out.append(text, copied, i).append(EncodingRepair.repair(text.substring(i, end)));
                copied = end;
            }
            i = end;
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    private static int stretchEnd(String text, int start) {
        if ((of(text.charAt(start)) & LEAD_MASK) == 0
                || start > 0 && (of(text.charAt(start - 1)) & STRICT_CONTINUATION) != 0) {
            return start;
        }
        int end = start;
        while (end < text.length()) {
            int next = sequenceEnd(text, end);
            if (next < 0) {
                break;
            }
            end = next;
        }
        return end;
    }

    private static int sequenceEnd(String text, int at) {
        int count = of(text.charAt(at)) & LEAD_MASK;
        if (count == 0 || at + count >= text.length()) {
            return -1;
        }
        for (int k = at + 1; k <= at + count; k++) {
            if ((of(text.charAt(k)) & CONTINUATION) == 0) {
                return -1;
            }
        }
        return at + count + 1;
    }
}
