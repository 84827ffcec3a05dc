package org.steelworks.data.tokens;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Ids that have a meaning beside their text.
 *
 * @param pad fills up blocks and batches; empty where the tokenizer names none
 * @param eos ends a document or an answer; empty where the tokenizer names none
 * @param byText every special token's literal text and id; they are split off from text before anything else
 */
public record SpecialTokens(OptionalInt pad, OptionalInt eos, Map<String, Integer> byText) {

    public SpecialTokens {
        byText = java.util.Collections.unmodifiableMap(new TreeMap<>(byText));
    }
}
