package org.steelworks.data.clean.map;

import java.util.HashMap;
import java.util.Map;
import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.CharBuilder;

/** Replaces typographic and Chinese punctuation by ASCII, character by character. */
public final class PunctuationNormalizationMapper implements Mapper {
    public static final String NAME = "punctuation_normalization_mapper";

    /** In {@link #SINGLE}: several characters take the place of one. */
    private static final char SEVERAL = 0xFFFF;

    private static final char[] SINGLE = new char[0x10000];
    private static final Map<Character, String> LONGER = new HashMap<>();

    static {
        for (int c = 0; c < SINGLE.length; c++) {
            SINGLE[c] = (char) c;
        }
        add(",", "\uFF0C\u3001");
        add(".", "\u3002");
        // FF11, the full-width digit one, is in the original's list of quotes.
        add("\"", "\u201E\u201D\u201C\u00AB\u00BB\uFF11\u300D\u300C\u300A\u300B");
        add("'", "\u00B4\u2019");
        add(":", "\u2236\uFF1A");
        add("?", "\uFF1F");
        add("!", "\uFF01");
        add("(", "\uFF08");
        add(")", "\uFF09");
        add(";", "\uFF1B");
        add("-", "\u2013\u2501\u25BA");
        add(" - ", "\u2014");
        add(". ", "\uFF0E");
        add("~", "\uFF5E");
        add("...", "\u2026");
        add("<", "\u3008");
        add(">", "\u3009");
        add("[", "\u3010");
        add("]", "\u3011");
        add("%", "\uFF05");
    }

    private static void add(String replacement, String characters) {
        for (char c : characters.toCharArray()) {
            SINGLE[c] = replacement.length() == 1 ? replacement.charAt(0) : SEVERAL;
            LONGER.put(c, replacement);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        char[] chars = text.toCharArray();
        int same = 0;
        while (same < chars.length && SINGLE[chars[same]] == chars[same]) {
            same++;
        }
        if (same == chars.length) {
            return text;
        }
        CharBuilder out = new CharBuilder(chars.length + 16);
        out.append(chars, 0, same);
        for (int i = same; i < chars.length; i++) {
            char replacement = SINGLE[chars[i]];
            if (replacement == SEVERAL && chars[i] != SEVERAL) {
                out.append(LONGER.get(chars[i]));
            } else {
                out.append(replacement);
            }
        }
        return out.toString();
    }
}
