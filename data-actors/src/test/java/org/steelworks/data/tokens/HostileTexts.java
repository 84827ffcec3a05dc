package org.steelworks.data.tokens;

import java.util.List;
import java.util.Random;

/** Seeded texts that a tokenizer may stumble over: scripts side by side, marks, line ends, what Unicode has not assigned. */
public final class HostileTexts {
    private static final List<String> SNIPPETS = List.of(
            "the",
            "The",
            "hello",
            "HELLO",
            "don't",
            "we'LL",
            "I'd",
            "it'\u017F",
            "'S",
            "'ve",
            "''s",
            "'",
            "’s",
            "1",
            "12",
            "2024",
            "３",
            "Ⅻ",
            "½",
            "²",
            "১২",
            " ",
            "  ",
            "   ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            " \n",
            "\n ",
            "\u00A0",
            "\u3000",
            "\u0085",
            "\u2028",
            "\u200B",
            "\u200D",
            "\uFEFF",
            "\u0000",
            "\u0007",
            "\u001B",
            "\u007F",
            "!",
            "?!",
            "...",
            "---",
            "(",
            "_",
            "#",
            "，",
            "。",
            "茶。\n绿茶",
            "中文",
            "标准答案：",
            "日本語テキスト",
            "か\u3099",
            "ガ",
            "한국어",
            "\u1112\u1161\u11AB",
            "\uAC00\u11A8",
            "\u11A7",
            "עִבְרִית",
            "العَرَبِيَّة",
            "हिन्दी",
            "ไทย",
            "Ελληνικά",
            "кириллица",
            "é",
            "e\u0301",
            "e\u0323\u0302",
            "\u1E9B\u0323",
            "\u212B",
            "\u2126",
            "\uF900",
            "\uD87E\uDC00",
            "q\u0307\u0323",
            "\u0F71\u0F72",
            "\u0344",
            "😀",
            "👨\u200D👩\u200D👧",
            "🇨🇳",
            "👍🏽",
            "\uD83E\uDD7A",
            "<|im_end|>",
            "<|im_start|>",
            "<|endoftext|>",
            "<|im_",
            "|>",
            "<",
            "function(x){return x+1;}",
            "\\u003c",
            "{\"a\": [1, 2]}",
            "http://a.b/c?d=e",
            "\u0378",
            "\uDBFF\uDFFF",
            "\uE000",
            "\uFFFF",
            "\uFFFD",
            "\uD83B\uDFFF",
            "\uD81E\uDF00",
            "ﬁ",
            "ß",
            "İ",
            "ı");

    private final Random random;
    private final List<String> own;

    /** @param own further snippets, of which every text has some */
    public HostileTexts(long seed, List<String> own) {
        random = new Random(seed);
        this.own = own;
    }

    /** The next text, of up to some hundred characters. */
    public String next() {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(40);
        for (int i = 0; i < parts; i++) {
            append(text);
        }
        return text.toString();
    }

    private void append(StringBuilder text) {
        switch (random.nextInt(12)) {
            case 0 -> text.append(own.isEmpty() ? "" : own.get(random.nextInt(own.size())));
            case 1 -> text.append(" ".repeat(1 + random.nextInt(30)));
            case 2 -> text.appendCodePoint(anyCodePoint(Character.MAX_CODE_POINT));
            case 3 -> text.appendCodePoint(anyCodePoint(0x3FFF));
            case 4 -> repeat(text, () -> text.appendCodePoint(0x4E00 + random.nextInt(0x5200)));
            case 5 -> repeat(text, () -> text.append((char) ('a' + random.nextInt(26))));
            case 6 -> repeat(text, () -> text.appendCodePoint(0x300 + random.nextInt(0x70)));
            case 7 -> text.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())).repeat(1 + random.nextInt(4)));
            default -> text.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        }
    }

    private void repeat(StringBuilder text, Runnable one) {
        int length = text.length();
        int times = 1 + random.nextInt(20);
        for (int i = 0; i < times && text.length() < length + 80; i++) {
            one.run();
        }
    }

    private int anyCodePoint(int largest) {
        int codePoint = random.nextInt(largest + 1);
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? 'x' : codePoint;
    }
}
