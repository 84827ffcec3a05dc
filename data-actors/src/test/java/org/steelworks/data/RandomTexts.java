package org.steelworks.data;

import java.util.List;
import java.util.Random;

/** Random texts of all of Unicode, with what operators and readers look for. */
public final class RandomTexts {
    private static final String SPICES =
            "&;#<>\u001B[m@.:/()-_ \n\r\t\u0000\u001A\u0085\u2028\u3000\uFEFF\uFFFD\uD800\uDC00wWaZ0\\{}\"'|*\u00C3\u00A2\u20AC\u0153\u00C2\u00A9\u00D1\u0420\u0432\u0402";

    private static final List<String> FRAGMENTS = List.of(
            "http://a.b/c",
            "x@y.zz",
            "1.2.3.4",
            "<p>",
            "</p>",
            "<li>",
            "&amp;",
            "<!--",
            "-->",
            "/* copyright */",
            "// x\n",
            "\\newcommand{\\a}{b}\n",
            "\\def\\b{\\a}\n",
            "\\a ",
            "\u4E7E\u5764",
            "\u982D\u9AEE",
            "\u3002",
            "\uFF01",
            "\u201C",
            "\u2026\u2026",
            "\u00C3\u00A9",
            "</s>",
            "__label__",
            "<sep>",
            "\u94C1\u8DEF\u6865");

    private static final List<int[]> BLOCKS = List.of(
            new int[] {0, 0x80},
            new int[] {0x80, 0x250},
            new int[] {0x300, 0x370},
            new int[] {0x370, 0x530},
            new int[] {0x1100, 0x1200},
            new int[] {0x2000, 0x2600},
            new int[] {0x3000, 0x3100},
            new int[] {0x4E00, 0xA000},
            new int[] {0xD800, 0xE000},
            new int[] {0xF900, 0x10000},
            new int[] {0x10000, 0x110000});

    private RandomTexts() {}

    /** Some of its code points are halves of a surrogate pair. */
    public static String of(Random random, int codePoints) {
        StringBuilder out = new StringBuilder(codePoints);
        // a text is of few kinds of characters, as real ones are
        int[] home = BLOCKS.get(random.nextInt(BLOCKS.size()));
        while (out.length() < codePoints) {
            switch (random.nextInt(8)) {
                case 0, 1 -> out.append(SPICES.charAt(random.nextInt(SPICES.length())));
                case 2 -> out.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
                case 3 -> out.appendCodePoint(inside(BLOCKS.get(random.nextInt(BLOCKS.size())), random));
                case 4 -> {
                    int from = random.nextInt(out.length() + 1);
                    out.append(out, from, Math.min(out.length(), from + random.nextInt(12)));
                }
                default -> out.appendCodePoint(inside(home, random));
            }
        }
        return out.toString();
    }

    private static int inside(int[] block, Random random) {
        return block[0] + random.nextInt(block[1] - block[0]);
    }
}
