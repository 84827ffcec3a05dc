package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.PythonCharacters;

/** Strips white space at both ends and turns each of 22 kinds of blank into a space, one for one; line ends stay. */
public final class WhitespaceNormalizationMapper implements Mapper {
    public static final String NAME = "whitespace_normalization_mapper";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && PythonCharacters.isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && PythonCharacters.isSpace(text.charAt(end - 1))) {
            end--;
        }
        char[] out = new char[end - start];
        text.getChars(start, end, out, 0);
        boolean changed = out.length < text.length();
        for (int i = 0; i < out.length; i++) {
            if (becomesSpace(out[i])) {
                out[i] = ' ';
                changed = true;
            }
        }
        return changed ? new String(out) : text;
    }

    private static boolean becomesSpace(char c) {
        if (c < 0x80) {
            return c == '\t';
        }
        if (c < 0x2000) {
            return c == 0x84 || c == 0xA0;
        }
        return c <= 0x200D || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFFFC;
    }
}
