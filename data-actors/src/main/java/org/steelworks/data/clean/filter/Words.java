package org.steelworks.data.clean.filter;

import java.util.Arrays;
import org.steelworks.data.text.Numbering;
import org.steelworks.data.text.PythonText;
import org.steelworks.data.text.SpecialCharacters;

/** Words as Data-Juicer's filters count them: between spaces, line feeds and tabs, without special characters around. */
final class Words {
    private final char[] text;
    private final Numbering words;
    private int[] numbers = new int[64];
    private int count;

    private Words(char[] text) {
        this.text = text;
        words = new Numbering(text.length / 2);
    }

    /** How many words of the text have a character that is not special. */
    static int count(String text) {
        char[] chars = text.toCharArray();
        int count = 0;
        boolean counted = false;
        for (int i = 0; i < chars.length; ) {
            char c = chars[i];
            if (isSeparator(c)) {
                counted = false;
                i++;
            } else if (counted) {
                i++;
            } else {
                int codePoint = Character.codePointAt(chars, i);
                if (!SpecialCharacters.ALL.contains(codePoint)) {
                    counted = true;
                    count++;
                }
                i += Character.charCount(codePoint);
            }
        }
        return count;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '\n' || c == '\t';
    }

    /** The words in order, in lower case, as numbers: equal numbers are equal words. */
    static int[] numbered(String text) {
        return new Words(text.toCharArray()).numbered();
    }

    private int[] numbered() {
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || isSeparator(text[i])) {
                if (i > start) {
                    word(start, i);
                }
                start = i + 1;
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    private void word(int from, int to) {
        boolean lowers = false;
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c >= 'A' && c <= 'Z') {
                // the array is a copy of the document; whatever else is in the word, capitals of ASCII become these
                text[i] = (char) (c + ('a' - 'A'));
            } else {
                lowers |= c >= 0x80 && PythonText.mayLower(c);
            }
        }
        if (lowers) {
            char[] lower = PythonText.lower(new String(text, from, to - from)).toCharArray();
            add(lower, 0, lower.length);
        } else {
            add(text, from, to);
        }
    }

    /** Adds a word without the special characters around it, if anything is left. */
    private void add(char[] word, int from, int to) {
        int start = from;
        int end = to;
        while (start < end) {
            int codePoint = Character.codePointAt(word, start, end);
            if (!SpecialCharacters.ALL.contains(codePoint)) {
                break;
            }
            start += Character.charCount(codePoint);
        }
        while (end > start) {
            int codePoint = Character.codePointBefore(word, end, start);
            if (!SpecialCharacters.ALL.contains(codePoint)) {
                break;
            }
            end -= Character.charCount(codePoint);
        }
        if (end > start) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = words.of(word, start, end);
        }
    }
}
