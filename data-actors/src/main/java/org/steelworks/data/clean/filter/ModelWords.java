package org.steelworks.data.clean.filter;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.steelworks.data.clean.WordSplit;
import org.steelworks.data.text.PythonText;
import org.steelworks.data.text.SpecialCharacters;

/** Words that a model finds, as Data-Juicer's filters count them: without special characters around. */
final class ModelWords {
    private ModelWords() {}

    /** How many words have a character that is not special. */
    static int count(WordSplit split, String text) {
        int[] count = {0};
        split.each(text, word -> {
            if (!PythonText.strip(word, SpecialCharacters.ALL).isEmpty()) {
                count[0]++;
            }
        });
        return count[0];
    }

    /** The words in order, in lower case, as numbers: equal numbers are equal words. */
    static int[] numbered(WordSplit split, String text) {
        Map<String, Integer> numbers = new HashMap<>();
        IntStream.Builder words = IntStream.builder();
        split.each(text, word -> {
            String refined = PythonText.strip(PythonText.lower(word), SpecialCharacters.ALL);
            if (!refined.isEmpty()) {
                Integer known = numbers.putIfAbsent(refined, numbers.size());
                words.add(known == null ? numbers.size() - 1 : known);
            }
        });
        return words.build().toArray();
    }
}
