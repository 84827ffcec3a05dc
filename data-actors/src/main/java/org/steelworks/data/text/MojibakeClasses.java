package org.steelworks.data.text;

/**
 * The classes of characters by which text decoded with a wrong encoding betrays itself, as ftfy 6 groups them; one bit
 * each, a character may have several.
 */
final class MojibakeClasses {
    static final int COMMON = 1;
    static final int C1 = 1 << 1;
    static final int LAW = 1 << 2;
    static final int CURRENCY = 1 << 3;
    static final int BAD = 1 << 4;
    static final int START = 1 << 5;
    static final int END = 1 << 6;
    static final int NUMERIC = 1 << 7;
    static final int KAOMOJI = 1 << 8;
    static final int BOX = 1 << 9;
    static final int UPPER_ACCENTED = 1 << 10;
    static final int LOWER_ACCENTED = 1 << 11;
    static final int UPPER_COMMON = 1 << 12;
    static final int LOWER_COMMON = 1 << 13;

    private static final int TABLE_SIZE = 0x2600;
    private static final int[] TABLE = new int[TABLE_SIZE];

    static {
        add(COMMON, "A0 AD B4 B7 2013-2015 2019 2026");
        add(C1, "80-9F");
        add(LAW, "A7 B6");
        add(CURRENCY, "A2-A3 A5 20A7 20AC");
        add(BAD, "A4 A6 A8 AA AC AF B8 BA 192 2C6-2C7 2D8 2DB-2DC 2020-2021 2030 2310 25CA");
        add(START, "A1 A9 AB BF 384-385 2018 201A 201C 201E 2022 2039");
        add(END, "AE BB 2DD 201D 203A 2122");
        add(
                NUMERIC,
                "B1-B3 B5 B9 BC-BE D7 F7 2044 2116 2202 2206 220F 2211 221A 221E 2229 222B 2248 2260-2261"
                        + " 2264-2265");
        add(KAOMOJI, "B0 D2-D6 D9-DC F2-F6 F8-FC 14C 150 16A 172");
        add(BOX, "2502 250C 2510 2518 251C 2524 252C 253C 2550-256C 2580 2584 2588 258C 2590-2593");
        add(
                UPPER_ACCENTED,
                "C0-D1 D8 DC-DD 100 102 104 106 10C 10E 110 112 116 118 11A 11E 122 12A 130 136 139 13B 13D 141 143"
                        + " 145 147 152 158 15A 15E 160 162 164 16E 170 178-179 17B 17D 490");
        add(
                LOWER_ACCENTED,
                "DF-F1 FC 101 103 105 107 10D 10F 111 113 117 119 11B 11F 123 12B 12F 137 13A 13C 13E 142 153 155"
                        + " 15B 15F 161 165 17A 17C 17E 491");
        add(UPPER_COMMON, "DE 386 388-38A 38C 38E-38F 391-3AB 401-42F");
        add(LOWER_COMMON, "3AC-3C9 430-45F");
    }

    private MojibakeClasses() {}

    private static void add(int bit, String ranges) {
        CharRanges.each(ranges, c -> TABLE[c] |= bit);
    }

    /** The bits of {@code c}; 0 for ASCII and for what no mojibake consists of. */
    static int of(char c) {
        if (c < TABLE_SIZE) {
            return TABLE[c];
        }
        return switch (c) {
            case 0xF8FF -> START;
            case 0xFB01, 0xFB02 -> LOWER_ACCENTED;
            case 0xFFFD -> BAD;
            default -> 0;
        };
    }
}
