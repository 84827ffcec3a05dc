package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.Numbering;
import org.steelworks.data.text.PythonCharacters;
import org.steelworks.data.text.PythonText;
import org.steelworks.data.text.SentenceSplitter;

/** Deletes every sentence that a document has had before, compared without white space around it. */
public final class RemoveRepeatSentencesMapper implements Mapper {
    public static final String NAME = "remove_repeat_sentences_mapper";

    private final boolean lowercase;
    private final boolean ignoreSpecialCharacters;
    private final long shortest;

    /**
     * @param lowercase whether case does not count
     * @param ignoreSpecialCharacters whether only ASCII letters and digits, the characters 4E00 to 9FA5, space, tab and line
     *     feed count
     * @param shortest number of code points that count below which a sentence always stays
     */
    public RemoveRepeatSentencesMapper(boolean lowercase, boolean ignoreSpecialCharacters, long shortest) {
        this.lowercase = lowercase;
        this.ignoreSpecialCharacters = ignoreSpecialCharacters;
        this.shortest = shortest;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return new Pass(text.toCharArray()).run(text);
    }

    /** One document. */
    private final class Pass implements SentenceSplitter.Sink {
        private final char[] text;
        private final char[] out;
        private final Numbering seen;
        /** What is compared of a sentence. */
        private char[] key;

        private int length;

        Pass(char[] text) {
            this.text = text;
            out = new char[text.length];
            key = new char[text.length];
            seen = new Numbering(text.length);
        }

        String run(String given) {
            int start = 0;
            for (int i = 0; i <= text.length; i++) {
                if (i == text.length || text[i] == '\n') {
                    if (i > start) {
                        SentenceSplitter.each(text, start, i, this);
                    }
                    if (i < text.length) {
                        out[length++] = '\n';
                    }
                    start = i + 1;
                }
            }
            return length == text.length ? given : new String(out, 0, length);
        }

        @Override
        public void accept(char[] characters, int from, int to) {
            if (isNew(characters, from, to)) {
                System.arraycopy(characters, from, out, length, to - from);
                length += to - from;
            }
        }

        private boolean isNew(char[] characters, int from, int to) {
            int start = from;
            int end = to;
            while (start < end && PythonCharacters.isSpace(characters[start])) {
                start++;
            }
            while (end > start && PythonCharacters.isSpace(characters[end - 1])) {
                end--;
            }
            int count =
                    lowercase ? lowered(new String(characters, start, end - start)) : compared(characters, start, end);
            if (Character.codePointCount(key, 0, count) < shortest) {
                return true;
            }
            int before = seen.size();
            return seen.of(key, 0, count) == before;
        }

        private int lowered(String sentence) {
            char[] lower = PythonText.lower(sentence).toCharArray();
            if (lower.length > key.length) {
                key = new char[lower.length];
            }
            return compared(lower, 0, lower.length);
        }

        /** Fills the key; its length. */
        private int compared(char[] characters, int from, int to) {
            if (!ignoreSpecialCharacters) {
                System.arraycopy(characters, from, key, 0, to - from);
                return to - from;
            }
            int count = 0;
            for (int i = from; i < to; i++) {
                char c = characters[i];
                if (counts(c)) {
                    key[count++] = c;
                }
            }
            return count;
        }
    }

    private static boolean counts(char c) {
        if (c >= 0x80) {
            return c >= '\u4E00' && c <= '\u9FA5';
        }
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == ' '
                || c == '\t'
                || c == '\n';
    }
}
