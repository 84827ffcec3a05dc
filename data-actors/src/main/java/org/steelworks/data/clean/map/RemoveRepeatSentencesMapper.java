package org.steelworks.data.clean.map;

import java.util.HashSet;
import java.util.Set;
import org.steelworks.data.clean.Mapper;
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
        StringBuilder out = new StringBuilder(text.length());
        Set<String> seen = new HashSet<>();
        for (int start = 0; start <= text.length(); ) {
            int feed = text.indexOf('\n', start);
            int end = feed < 0 ? text.length() : feed;
            if (end > start) {
                appendNew(text.substring(start, end), seen, out);
            }
            if (feed >= 0) {
                out.append('\n');
            }
            start = end + 1;
        }
        return out.length() == text.length() ? text : out.toString();
    }

    private void appendNew(String line, Set<String> seen, StringBuilder out) {
        for (String sentence : SentenceSplitter.sentences(line)) {
            String key = key(sentence);
            if (key.codePointCount(0, key.length()) < shortest || seen.add(key)) {
                out.append(sentence);
            }
        }
    }

    private String key(String sentence) {
        String key = PythonText.strip(sentence);
        key = lowercase ? PythonText.lower(key) : key;
        return ignoreSpecialCharacters ? withoutSpecial(key) : key;
    }

    private static String withoutSpecial(String key) {
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < key.length(); i++) {
            if (!counts(key.charAt(i))) {
                out = out == null ? new StringBuilder(key.length()) : out;
                out.append(key, copied, i);
                copied = i + 1;
            }
        }
        return out == null ? key : out.append(key, copied, key.length()).toString();
    }

    private static boolean counts(char c) {
        return c >= '\u4E00' && c <= '\u9FA5'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == ' '
                || c == '\t'
                || c == '\n';
    }
}
