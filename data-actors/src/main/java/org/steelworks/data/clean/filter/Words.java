package org.steelworks.data.clean.filter;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.steelworks.data.text.PythonText;
import org.steelworks.data.text.SpecialCharacters;

/** Words as Data-Juicer's filters count them: between spaces, line feeds and tabs, without special characters around. */
final class Words {
    private static final String SEPARATORS = " \n\t";

    private Words() {}

    /** How many words of the text have a character that is not special. */
    static int count(String text) {
        int count = 0;
        boolean counted = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (codePoint < 0x80 && SEPARATORS.indexOf(codePoint) >= 0) {
                counted = false;
            } else if (!counted && !SpecialCharacters.ALL.contains(codePoint)) {
                counted = true;
                count++;
            }
            i += Character.charCount(codePoint);
        }
        return count;
    }

    /** The words in order, in lower case, as numbers: equal numbers are equal words. */
    static int[] numbered(String text) {
        Map<String, Integer> numbers = new HashMap<>();
        IntStream.Builder words = IntStream.builder();
        PythonText.words(text, SEPARATORS, word -> {
            String refined = PythonText.strip(PythonText.lower(word), SpecialCharacters.ALL);
            if (!refined.isEmpty()) {
                Integer known = numbers.putIfAbsent(refined, numbers.size());
                words.add(known == null ? numbers.size() - 1 : known);
            }
        });
        return words.build().toArray();
    }
}
