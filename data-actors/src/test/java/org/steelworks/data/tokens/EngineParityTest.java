package org.steelworks.data.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.Goldens;
import org.steelworks.data.bpe.WordSplit;

/**
 * Our encoder beside Hugging Face's library, on random texts. {@code -Dsteel.fuzz.texts=N} takes N texts for each
 * tokenizer in place of {@value #TEXTS}, {@code -Dsteel.fuzz.seed=S} others.
 */
class EngineParityTest {
    private static final int TEXTS = 1500;
    private static final long SEED = Long.getLong("steel.fuzz.seed", 20_240_917);

    @TempDir
    private Path folder;

    @Test
    void tinyTokenizersOfAllSplits() throws IOException {
        for (WordSplit split : WordSplit.values()) {
            compare(Definitions.tiny(split), List.of("hello", "hehell", "lll"));
        }
    }

    @Test
    void quickstartTokenizer() throws IOException {
        compare(Definitions.quickstart(), List.of("经验", "tokenizer", "def f(x):\n    return x\n"));
    }

    @Test
    void pythiaTokenizerWithAddedTokensOfSpaces() throws IOException {
        compare(Definitions.pythia(), List.of("  ", "                         ", "<|padding|>"));
    }

    @Test
    @Tag("goldens")
    void qwenTokenizer() throws IOException {
        compare((ObjectNode) Goldens.json("tokenizer/tokenizer.json"), List.of("你好", "自然语言处理", "import os\n"));
    }

    @Test
    void spaceInFront() throws IOException {
        ObjectNode words = Definitions.tiny();
        ((ObjectNode) words.at("/pre_tokenizer/pretokenizers/1")).put("add_prefix_space", true);
        compare(words, List.of());
        ObjectNode text = Definitions.tiny();
        text.putNull("normalizer");
        Definitions.byteLevel(text.putObject("pre_tokenizer")).put("add_prefix_space", true);
        compare(text, List.of("<|im_end|> "));
    }

    @Test
    void wholeWordsBeforeMerges() throws IOException {
        ObjectNode definition = Definitions.tiny(WordSplit.LLAMA3);
        ObjectNode model = (ObjectNode) definition.path("model");
        model.put("ignore_merges", true);
        ((ObjectNode) model.path("vocab")).put("Ġlll", 259).put("eee", 260).put("ä¸Ń", 261);
        renumber(definition, 262);
        compare(definition, List.of(" lll", "eee", "中", "lll", "hell"));
    }

    /** Tokens join in a way that makes long words and long queues of merges. */
    @Test
    void longWords() throws IOException {
        ObjectNode definition = doubling();
        check(
                definition,
                List.of("a".repeat(95), "a".repeat(96), "a".repeat(97), "a".repeat(5000), "a".repeat(100_000)));
        Random random = new Random(SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            int length = 2 + random.nextInt(400);
            while (text.length() < length) {
                text.append("ab".charAt(random.nextInt(2)));
            }
            texts.add(text.toString());
        }
        check(definition, texts);
    }

    @Test
    void addedTokensWithAllFlags() throws IOException {
        List<String> contents = List.of("<m>", "m", " ", "\n", "é", "e\u0301", "<m><m>", "words", "字", "  x");
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            ObjectNode definition = Definitions.tiny(WordSplit.values()[round % 3]);
            if (round % 4 == 0) {
                definition.putNull("normalizer");
            }
            ArrayNode added = definition.putArray("added_tokens");
            for (String content : contents) {
                if (random.nextInt(3) > 0) {
                    ObjectNode token = Definitions.added(added, 0, content);
                    boolean right = random.nextInt(3) == 0;
                    // the library ends the process where another token took along the space that strips to its left
                    boolean left = random.nextInt(3) == 0 && (right || !content.isBlank());
                    token.put("single_word", random.nextInt(3) == 0).put("lstrip", left);
                    token.put("rstrip", right).put("normalized", random.nextBoolean());
                    token.put("special", random.nextBoolean());
                }
            }
            renumber(definition, TinyTokenizer.HELL + 1);
            compare(definition, contents, TEXTS / 5);
        }
    }

    /** Which characters belong to a word, and so hide a token that stands alone. */
    @Test
    void eachCharacterBesideATokenThatStandsAlone() throws IOException {
        ObjectNode definition = Definitions.tiny();
        definition.putNull("normalizer");
        ArrayNode added = definition.putArray("added_tokens");
        Definitions.added(added, TinyTokenizer.HELL + 1, "<m>").put("single_word", true);
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int codePoint = 0; codePoint <= 0x1FFFF; codePoint++) {
            // of ideographs, syllables and planes that are hardly assigned some are enough
            boolean alike = codePoint > 0x3400 && codePoint < 0x9FFF || codePoint > 0xAC00 && codePoint < 0xF8FF;
            boolean rare = alike || codePoint > 0x12FFF;
            if (!rare || codePoint % 64 == 0 && !Character.isSurrogate((char) codePoint)) {
                text.appendCodePoint(codePoint)
                        .append("<m> <m>")
                        .appendCodePoint(codePoint)
                        .append(' ');
            }
            if (text.length() > 20_000) {
                texts.add(text.toString());
                text.setLength(0);
            }
        }
        check(definition, texts);
    }

    @Test
    void decodingOfAnyIds() throws IOException {
        for (ObjectNode definition : List.of(Definitions.tiny(), Definitions.pythia(), Definitions.quickstart())) {
            Random random = new Random(SEED);
            try (Tokenizer own = own(definition);
                    LibraryEngine library = library(definition)) {
                for (int i = 0; i < TEXTS; i++) {
                    int[] ids = new int[random.nextInt(30)];
                    for (int k = 0; k < ids.length; k++) {
                        // most tokens that are no whole characters have low ids
                        ids[k] = random.nextInt(random.nextBoolean() ? 300 : own.largestId() + 10);
                    }
                    boolean skip = random.nextBoolean();
                    assertThat(own.decode(ids, skip)).isEqualTo(library.decode(ids, skip));
                }
            }
        }
    }

    /** Ids as the library gives them: those of the vocabulary where it holds the text, then from {@code first} on. */
    private static void renumber(ObjectNode definition, int first) {
        int next = Math.max(first, definition.at("/model/vocab").size());
        for (var token : definition.path("added_tokens")) {
            String content = token.path("content").asText();
            int known = definition.path("model").path("vocab").path(content).asInt(-1);
            ((ObjectNode) token).put("id", known >= 0 ? known : next++);
        }
    }

    /** "a" doubles up to 64 of them, pairs with "b" have ranks between. */
    private static ObjectNode doubling() {
        ObjectNode definition = Definitions.tiny();
        ObjectNode vocabulary = (ObjectNode) definition.at("/model/vocab");
        ArrayNode merges = ((ObjectNode) definition.path("model")).putArray("merges");
        String longest = "a";
        int id = TinyTokenizer.HELL + 1;
        for (int i = 0; i < 6; i++) {
            vocabulary.put(longest + "b", id++).put(longest + longest, id++);
            merges.add(longest + " b").add(longest + " " + longest);
            longest += longest;
        }
        vocabulary.put("ba", id++).put("bba", id);
        merges.insert(3, "b a").add("b ba");
        definition.putArray("added_tokens");
        return definition;
    }

    private void compare(ObjectNode definition, List<String> own) throws IOException {
        compare(definition, own, Integer.getInteger("steel.fuzz.texts", TEXTS));
    }

    private void compare(ObjectNode definition, List<String> own, int count) throws IOException {
        HostileTexts texts = new HostileTexts(SEED, own);
        List<String> batch = new ArrayList<>();
        try (Tokenizer ours = own(definition);
                LibraryEngine library = library(definition)) {
            for (int i = 0; i < count; i++) {
                String text = texts.next();
                check(ours, library, text);
                batch.add(text);
            }
            // words met before come from the cache
            for (String text : batch.subList(0, Math.min(200, batch.size()))) {
                check(ours, library, text);
            }
        }
    }

    private void check(ObjectNode definition, List<String> texts) throws IOException {
        try (Tokenizer ours = own(definition);
                LibraryEngine library = library(definition)) {
            for (String text : texts) {
                check(ours, library, text);
            }
        }
    }

    private static void check(Tokenizer ours, LibraryEngine library, String text) {
        int[] ids = ours.encode(text);
        assertThat(ids).as(() -> "ids of " + escaped(text)).isEqualTo(library.encode(text));
        assertThat(ours.decode(ids, false)).isEqualTo(library.decode(ids, false));
        assertThat(ours.decode(ids, true)).isEqualTo(library.decode(ids, true));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c >= ' ' && c < 0x7F ? "" + (char) c : String.format("\\u%04X", c)));
        return escaped.toString();
    }

    private Tokenizer own(ObjectNode definition) throws IOException {
        Tokenizer tokenizer = Tokenizer.open(Definitions.write(definition, folder.resolve("own")));
        assertThat(tokenizer.engine()).contains("our encoder");
        return tokenizer;
    }

    private static LibraryEngine library(ObjectNode definition) throws IOException {
        return LibraryEngine.load(Goldens.JSON.writeValueAsString(definition), "reference");
    }
}
