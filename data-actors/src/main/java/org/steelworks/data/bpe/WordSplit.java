package org.steelworks.data.bpe;

import static org.steelworks.data.bpe.CharacterClasses.LETTER;
import static org.steelworks.data.bpe.CharacterClasses.NUMBER;
import static org.steelworks.data.bpe.CharacterClasses.OTHER;
import static org.steelworks.data.bpe.CharacterClasses.SPACE;

/**
 * The regular expressions that cut text into words before pairs are merged, written out by hand. Each cuts every text
 * completely, in time linear in its length.
 */
public enum WordSplit {
    /** GPT-2's, which is also that of the ByteLevel step. */
    GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", Integer.MAX_VALUE),
    /** Qwen2's. */
    QWEN2(pattern("\\p{N}"), 1),
    /** Llama 3's: Qwen2's with up to three digits in a word. */
    LLAMA3(pattern("\\p{N}{1,3}"), 3);

    private static final byte LONG_S_FIRST = (byte) 0xC5;
    private static final byte LONG_S_SECOND = (byte) 0xBF;

    private final String pattern;
    private final int digits;

    WordSplit(String pattern, int digits) {
        this.pattern = pattern;
        this.digits = digits;
    }

    private static String pattern(String numbers) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + numbers
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    /** The regular expression as {@code tokenizer.json} has it. */
    public String pattern() {
        return pattern;
    }

    /**
     * Where the word that begins at {@code from} ends.
     *
     * @param text valid UTF-8
     * @param to end of the text that the expression sees, above {@code from}
     */
    int end(byte[] text, int from, int to) {
        return this == GPT2 ? gptEnd(text, from, to) : qwenEnd(text, from, to);
    }

    private static int gptEnd(byte[] text, int from, int to) {
        if (text[from] == '\'') {
            int end = contraction(text, from, to, false);
            if (end > 0) {
                return end;
            }
        }
        int kind = CharacterClasses.at(text, from);
        if (kind != SPACE) {
            return run(kind, text, from, to);
        }
        if (text[from] == ' ' && from + 1 < to) {
            kind = CharacterClasses.at(text, from + 1);
            if (kind != SPACE) {
                return run(kind, text, from + 1, to);
            }
        }
        return spaces(text, from, to, false);
    }

    private int qwenEnd(byte[] text, int from, int to) {
        byte first = text[from];
        if (first == '\'') {
            int end = contraction(text, from, to, true);
            if (end > 0) {
                return end;
            }
        }
        int kind = CharacterClasses.at(text, from);
        if (kind == LETTER) {
            return run(LETTER, text, from, to);
        }
        if (kind == NUMBER) {
            return numbers(text, from, to);
        }
        int next = from + Utf8.length(first);
        int following = next < to ? CharacterClasses.at(text, next) : SPACE;
        if (following == LETTER && !isLineEnd(first)) {
            return run(LETTER, text, next, to);
        }
        if (kind == OTHER) {
            return lineEnds(text, run(OTHER, text, from, to), to);
        }
        if (following == OTHER && first == ' ') {
            return lineEnds(text, run(OTHER, text, next, to), to);
        }
        return spaces(text, from, to, true);
    }

    /** An apostrophe and what may follow it; the long s is an s where case does not count. Or -1. */
    private static int contraction(byte[] text, int from, int to, boolean anyCase) {
        if (from + 1 == to) {
            return -1;
        }
        byte second = lower(text[from + 1], anyCase);
        if (second == 's' || second == 't' || second == 'm' || second == 'd') {
            return from + 2;
        }
        if (from + 2 == to) {
            return -1;
        }
        byte third = lower(text[from + 2], anyCase);
        boolean pair = third == 'e' && (second == 'r' || second == 'v') || third == 'l' && second == 'l';
        boolean longS = anyCase && text[from + 1] == LONG_S_FIRST && text[from + 2] == LONG_S_SECOND;
        return pair || longS ? from + 3 : -1;
    }

    private static byte lower(byte letter, boolean anyCase) {
        return anyCase && letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
    }

    private static int run(int kind, byte[] text, int from, int to) {
        int end = from;
        while (end < to && CharacterClasses.at(text, end) == kind) {
            end += Utf8.length(text[end]);
        }
        return end;
    }

    private int numbers(byte[] text, int from, int to) {
        int end = from;
        for (int i = 0; i < digits && end < to && CharacterClasses.at(text, end) == NUMBER; i++) {
            end += Utf8.length(text[end]);
        }
        return end;
    }

    private static int lineEnds(byte[] text, int from, int to) {
        int end = from;
        while (end < to && isLineEnd(text[end])) {
            end++;
        }
        return end;
    }

    private static boolean isLineEnd(byte first) {
        return first == '\n' || first == '\r';
    }

    /**
     * White space up to its last line end where there is one and it counts; else all of it at the end of the text, and
     * all but the last before anything else, which takes that one.
     */
    private static int spaces(byte[] text, int from, int to, boolean lineEndsCount) {
        int end = from;
        int last = from;
        int behindLineEnd = -1;
        while (end < to && CharacterClasses.at(text, end) == SPACE) {
            last = end;
            end += Utf8.length(text[end]);
            if (isLineEnd(text[last])) {
                behindLineEnd = end;
            }
        }
        if (lineEndsCount && behindLineEnd > 0) {
            return behindLineEnd;
        }
        return end == to || last == from ? end : last;
    }
}
