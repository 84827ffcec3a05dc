package org.steelworks.data.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steelworks.data.bpe.AddedToken;
import org.steelworks.data.bpe.ByteLevelBpe;
import org.steelworks.data.bpe.ByteLevelBpe.PrefixSpace;
import org.steelworks.data.bpe.MergeList;
import org.steelworks.data.bpe.Vocabulary;
import org.steelworks.data.bpe.WordSplit;

/**
 * Decides which engine works for a tokenizer, from its definition alone: our encoder for those whose every part it
 * repeats exactly, Hugging Face's library for all others, also for definitions that the library may refuse.
 */
final class EngineRule {
    private static final Set<String> HARMLESS_PROCESSORS = Set.of("ByteLevel", "TemplateProcessing");
    private static final List<String> ADDED_FLAGS = List.of("single_word", "lstrip", "rstrip", "normalized", "special");

    /** Which engine, and a sentence why. */
    sealed interface Decision {
        String reason();
    }

    /** Our encoder, with what it needs besides vocabulary and merges. */
    record ByteLevel(ByteLevelBpe.Steps steps, List<AddedToken> added, String reason) implements Decision {}

    /** Hugging Face's library. */
    record Library(String reason) implements Decision {}

    /** A part of the definition that our encoder does not have. */
    private static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String why) {
            super(why, null, false, false);
        }
    }

    private final JsonNode definition;
    private final Vocabulary vocabulary;
    private final MergeList merges;

    private EngineRule(JsonNode definition, Vocabulary vocabulary, MergeList merges) {
        this.definition = definition;
        this.vocabulary = vocabulary;
        this.merges = merges;
    }

    /**
     * Decides.
     *
     * @param definition {@code tokenizer.json}; vocabulary and merges of its model may be left out
     */
    static Decision decide(JsonNode definition, Vocabulary vocabulary, MergeList merges) {
        try {
            return new EngineRule(definition, vocabulary, merges).byteLevel();
        } catch (Unknown e) {
            return new Library("ids come from Hugging Face's library: " + e.getMessage());
        }
    }

    private ByteLevel byteLevel() {
        check(definition.path("version").asText("1.0").equals("1.0"), "its version is not 1.0");
        checkModel(definition.path("model"));
        checkTokens();
        check(isByteLevel(definition.path("decoder")), "its decoder is not ByteLevel");
        checkProcessor(definition.path("post_processor"));
        boolean composes = composes(definition.path("normalizer"));
        JsonNode split = definition.path("pre_tokenizer");
        boolean sequence = split.path("type").asText().equals("Sequence");
        JsonNode byteLevel = sequence ? split.path("pretokenizers").path(1) : split;
        check(isByteLevel(byteLevel), "its pre_tokenizer does not end with ByteLevel");
        boolean ownSplit = byteLevel.path("use_regex").asBoolean(true);
        check(ownSplit != sequence, "its pre_tokenizer splits with none or two patterns");
        WordSplit words = sequence ? split(split.path("pretokenizers")) : WordSplit.GPT2;
        PrefixSpace prefix = !byteLevel.path("add_prefix_space").asBoolean()
                ? PrefixSpace.NOWHERE
                : sequence ? PrefixSpace.BEFORE_WORD : PrefixSpace.BEFORE_TEXT;
        boolean whole = definition.path("model").path("ignore_merges").asBoolean(false);
        return new ByteLevel(
                new ByteLevelBpe.Steps(composes, words, prefix, whole),
                added(),
                "ids come from our encoder for byte-level BPE, with the split of " + words);
    }

    private static void check(boolean known, String why) {
        if (!known) {
            throw new Unknown(why);
        }
    }

    private void checkModel(JsonNode model) {
        String type = model.path("type").asText("of no type");
        check(type.equals("BPE"), "its model is " + type + ", not BPE");
        check(model.path("dropout").asDouble(0) == 0, "its model drops merges at random");
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            check(model.path(affix).asText("").isEmpty() || model.path(affix).isNull(), "its model has a " + affix);
        }
        check(model.path("merges").isArray() && merges.isAllPairs(), "its merges are not all pairs");
        check(merges.size() <= ByteLevelBpe.MAX_MERGES, "it has more than " + ByteLevelBpe.MAX_MERGES + " merges");
    }

    private void checkTokens() {
        check(definition.path("model").path("vocab").isObject(), "its vocabulary is no object");
        BitSet ids = new BitSet();
        for (int number = 0; number < vocabulary.size(); number++) {
            int id = vocabulary.idOf(number);
            check(id >= 0 && id < ByteLevelBpe.MAX_IDS, "a token has the id " + id);
            check(!ids.get(id), "two tokens have the id " + id);
            ids.set(id);
        }
        check(ByteLevelBpe.holdsAllBytes(vocabulary), "its vocabulary does not hold all bytes");
    }

    private static boolean isByteLevel(JsonNode step) {
        return step.path("type").asText().equals("ByteLevel")
                && step.path("add_prefix_space").isBoolean()
                && step.path("trim_offsets").isBoolean();
    }

    /** Without the tokens that frame a sequence, a processor changes no ids; unless its template leaves out the text. */
    private static void checkProcessor(JsonNode processor) {
        if (processor.isMissingNode() || processor.isNull()) {
            return;
        }
        String type = processor.path("type").asText();
        if (type.equals("Sequence")) {
            processor.path("processors").forEach(EngineRule::checkProcessor);
            return;
        }
        check(HARMLESS_PROCESSORS.contains(type), "its post_processor is " + type);
        if (type.equals("TemplateProcessing")) {
            int texts = 0;
            for (JsonNode piece : processor.path("single")) {
                texts += piece.has("Sequence") ? 1 : 0;
            }
            check(texts == 1, "its post_processor repeats or leaves out the text");
        }
    }

    private static boolean composes(JsonNode normalizer) {
        if (normalizer.isMissingNode() || normalizer.isNull()) {
            return false;
        }
        String type = normalizer.path("type").asText();
        check(type.equals("NFC"), "its normalizer is " + type);
        return true;
    }

    private static WordSplit split(JsonNode steps) {
        JsonNode split = steps.path(0);
        check(
                steps.size() == 2
                        && split.path("type").asText().equals("Split")
                        && split.path("behavior").asText().equals("Isolated")
                        && split.path("invert").isBoolean()
                        && !split.path("invert").booleanValue(),
                "its pre_tokenizer is not one Split and ByteLevel");
        String pattern = split.path("pattern").path("Regex").asText();
        for (WordSplit known : WordSplit.values()) {
            if (known.pattern().equals(pattern)) {
                return known;
            }
        }
        throw new Unknown("it splits with a pattern of its own");
    }

    /** The added tokens, if the library gives them the ids that the file says. */
    private List<AddedToken> added() {
        Map<String, Integer> given = new HashMap<>();
        int largest = -1;
        List<AddedToken> added = new ArrayList<>();
        for (JsonNode token : definition.path("added_tokens")) {
            String content = token.path("content").asText();
            check(!content.isEmpty(), "an added token has no text");
            check(
                    ADDED_FLAGS.stream().allMatch(flag -> token.path(flag).isBoolean()),
                    "the added token '" + content + "' does not say how it is found");
            int inModel = vocabulary.id(content);
            int id = inModel >= 0 ? inModel : Math.max(vocabulary.size(), largest + 1);
            check(
                    token.path("id").asInt(-1) == id,
                    "the added token '" + content + "' has another id than the library gives it, " + id);
            check(given.put(content, id) == null, "the added token '" + content + "' occurs twice");
            largest = Math.max(largest, id);
            added.add(new AddedToken(
                    id,
                    content,
                    token.path("single_word").booleanValue(),
                    token.path("lstrip").booleanValue(),
                    token.path("rstrip").booleanValue(),
                    token.path("normalized").booleanValue(),
                    token.path("special").booleanValue()));
        }
        return inOrderOfSearch(added);
    }

    /** Of tokens with one normalized form the library finds the special ones first. */
    private static List<AddedToken> inOrderOfSearch(List<AddedToken> added) {
        List<AddedToken> ordered =
                new ArrayList<>(added.stream().filter(AddedToken::special).toList());
        added.stream().filter(token -> !token.special()).forEach(ordered::add);
        return ordered;
    }
}
