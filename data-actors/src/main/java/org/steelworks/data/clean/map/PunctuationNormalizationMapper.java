package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;

/** Replaces typographic and Chinese punctuation by ASCII, character by character. */
public final class PunctuationNormalizationMapper implements Mapper {
    public static final String NAME = "punctuation_normalization_mapper";

    private static final String[] TABLE = new String[0x10000];

    static {
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
        characters.chars().forEach(c -> TABLE[c] = replacement);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            String replacement = TABLE[text.charAt(i)];
            if (replacement != null) {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16);
                }
                out.append(text, copied, i).append(replacement);
                copied = i + 1;
            }
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }
}
