package org.steelworks.data.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts long texts where pieces give the same ids as the whole: behind a line feed that stands between a letter, digit
 * or punctuation mark and a letter. The pre-tokenizers listed here never join a line feed to the letter after it, end a
 * token at it in the same way whether or not a letter follows, and look at nothing before a token. NFC joins nothing
 * to a line feed, and no added token may contain one.
 */
final class LongText {
    private static final Set<String> KNOWN_PATTERNS =
            Set.of(BpeDefinition.QWEN2_PATTERN, BpeDefinition.QWEN2_PATTERN.replace("|\\p{N}|", "|\\p{N}{1,3}|"));

    private LongText() {}

    /** Whether the tokenizer with this {@code tokenizer.json} may be given pieces. */
    static boolean isCuttable(JsonNode definition) {
        JsonNode normalizer = definition.path("normalizer");
        boolean plain = normalizer.isMissingNode()
                || normalizer.isNull()
                || normalizer.path("type").asText().equals("NFC");
        if (!plain || !definition.path("model").path("type").asText().equals("BPE")) {
            return false;
        }
        for (JsonNode token : definition.path("added_tokens")) {
            if (token.path("content").asText().indexOf('\n') >= 0) {
                return false;
            }
        }
        JsonNode split = definition.path("pre_tokenizer");
        return split.path("type").asText().equals("Sequence")
                ? isKnownSequence(split.path("pretokenizers"))
                : isByteLevel(split, true);
    }

    /** The pieces of a text, in order; each but the last has at least {@code target} UTF-16 units. */
    static List<String> pieces(String text, int target) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (text.length() - from > target) {
            int cut = nextCut(text, from + target);
            if (cut < 0) {
                break;
            }
            pieces.add(text.substring(from, cut));
            from = cut;
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    private static int nextCut(String text, int from) {
        for (int feed = text.indexOf('\n', from - 1); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
            if (feed > 0
                    && feed + 1 < text.length()
                    && isMark(text.codePointBefore(feed))
                    && Character.isLetter(text.codePointAt(feed + 1))) {
                return feed + 1;
            }
        }
        return -1;
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> Character.isLetterOrDigit(codePoint);
        };
    }

    private static boolean isKnownSequence(JsonNode steps) {
        JsonNode split = steps.path(0);
        return steps.size() == 2
                && split.path("type").asText().equals("Split")
                && KNOWN_PATTERNS.contains(split.path("pattern").path("Regex").asText())
                && split.path("behavior").asText().equals("Isolated")
                && !split.path("invert").asBoolean(false)
                && isByteLevel(steps.path(1), false);
    }

    private static boolean isByteLevel(JsonNode step, boolean useRegex) {
        return step.path("type").asText().equals("ByteLevel")
                && !step.path("add_prefix_space").asBoolean(true)
                && step.path("use_regex").asBoolean(true) == useRegex;
    }
}
