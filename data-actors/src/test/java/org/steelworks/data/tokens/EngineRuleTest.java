package org.steelworks.data.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.bpe.ByteLevelBpe.PrefixSpace;
import org.steelworks.data.bpe.WordSplit;

class EngineRuleTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKnowItsOwnKind() throws IOException {
        for (WordSplit split : WordSplit.values()) {
            EngineRule.ByteLevel known = known(Definitions.tiny(split), d -> {});
            assertThat(known.steps().split()).isEqualTo(split);
            assertThat(known.steps().composes()).isTrue();
            assertThat(known.steps().prefixSpace()).isEqualTo(PrefixSpace.NOWHERE);
            assertThat(known.added()).hasSize(3);
            assertThat(known.reason()).contains("our encoder").contains(split.toString());
        }
        assertThat(known(Definitions.pythia(), d -> {}).steps().split()).isEqualTo(WordSplit.GPT2);
        assertThat(known(Definitions.quickstart(), d -> {}).steps().split()).isEqualTo(WordSplit.QWEN2);
        assertThat(decide(TinyTokenizer.write(folder.resolve("files")))).isInstanceOf(EngineRule.ByteLevel.class);
    }

    @Test
    void shouldKnowVariations() throws IOException {
        EngineRule.ByteLevel plain = known(Definitions.tiny(), d -> {
            d.putNull("normalizer");
            Definitions.byteLevel(d.putObject("pre_tokenizer")).put("add_prefix_space", true);
            model(d).put("ignore_merges", true).put("dropout", 0.0).put("end_of_word_suffix", "");
            ArrayNode steps =
                    d.putObject("post_processor").put("type", "Sequence").putArray("processors");
            Definitions.byteLevel(steps.addObject());
            ArrayNode single =
                    steps.addObject().put("type", "TemplateProcessing").putArray("single");
            single.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
            single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            ArrayNode merges = model(d).putArray("merges");
            merges.addArray().add("h").add("e");
        });
        assertThat(plain.steps().composes()).isFalse();
        assertThat(plain.steps().split()).isEqualTo(WordSplit.GPT2);
        assertThat(plain.steps().prefixSpace()).isEqualTo(PrefixSpace.BEFORE_TEXT);
        assertThat(plain.steps().wholeWords()).isTrue();
        EngineRule.ByteLevel words =
                known(Definitions.tiny(), d -> ((ObjectNode) d.at("/pre_tokenizer/pretokenizers/1"))
                        .put("add_prefix_space", true));
        assertThat(words.steps().prefixSpace()).isEqualTo(PrefixSpace.BEFORE_WORD);
    }

    @Test
    void shouldLeaveEverythingElseToTheLibrary() throws IOException {
        assertThat(refused(d -> model(d).put("type", "Unigram"))).contains("model is Unigram");
        assertThat(refused(d -> model(d).remove("type"))).contains("of no type");
        assertThat(refused(d -> model(d).put("dropout", 0.1))).contains("at random");
        assertThat(refused(d -> model(d).put("continuing_subword_prefix", "##")))
                .contains("continuing_subword_prefix");
        assertThat(refused(d -> model(d).put("end_of_word_suffix", "</w>"))).contains("end_of_word_suffix");
        assertThat(refused(d -> model(d).putArray("merges").add("#version: 0.2")))
                .contains("pairs");
        assertThat(refused(d -> model(d).putArray("merges").add("h e l"))).contains("pairs");
        assertThat(refused(d -> model(d).putNull("merges"))).contains("pairs");
        assertThat(refused(d -> vocabulary(d).put("x", 1 << 21))).contains("has the id 2097152");
        assertThat(refused(d -> vocabulary(d).put("xyz", 5))).contains("two tokens have the id 5");
        assertThat(refused(d -> vocabulary(d).remove("Ġ"))).contains("all bytes");
        assertThat(refused(d -> d.put("version", "2.0"))).contains("version");
        assertThat(refused(d -> d.putObject("normalizer").put("type", "NFKC"))).contains("normalizer is NFKC");
        assertThat(refused(d -> d.putNull("decoder"))).contains("decoder");
        assertThat(refused(d -> d.putObject("post_processor").put("type", "BertProcessing")))
                .contains("post_processor is BertProcessing");
        assertThat(refused(d -> d.putObject("post_processor")
                        .put("type", "TemplateProcessing")
                        .putArray("single")))
                .contains("leaves out");
        assertThat(refused(d -> d.putNull("pre_tokenizer"))).contains("ByteLevel");
        assertThat(refused(d -> split(d).put("behavior", "Removed"))).contains("one Split");
        assertThat(refused(d -> split(d).put("invert", true))).contains("one Split");
        assertThat(refused(d -> split(d).putObject("pattern").put("String", " ")))
                .contains("pattern of its own");
        assertThat(refused(d -> split(d).putObject("pattern").put("Regex", "\\p{L}+")))
                .contains("pattern of its own");
        assertThat(refused(d -> ((ObjectNode) d.at("/pre_tokenizer/pretokenizers/1")).put("use_regex", true)))
                .contains("two patterns");
        assertThat(refused(d -> added(d).put("id", 300)))
                .contains("'<|endoftext|>'")
                .contains("259");
        assertThat(refused(d -> added(d).put("content", "<|im_end|>"))).contains("<|im_end|>");
        assertThat(refused(d -> added(d).remove("lstrip"))).contains("how it is found");
        assertThat(refused(d -> added(d).put("content", ""))).contains("no text");
    }

    private static ObjectNode model(ObjectNode definition) {
        return (ObjectNode) definition.path("model");
    }

    private static ObjectNode vocabulary(ObjectNode definition) {
        return (ObjectNode) model(definition).path("vocab");
    }

    private static ObjectNode split(ObjectNode definition) {
        return (ObjectNode) definition.at("/pre_tokenizer/pretokenizers/0");
    }

    private static ObjectNode added(ObjectNode definition) {
        return (ObjectNode) definition.at("/added_tokens/0");
    }

    private EngineRule.ByteLevel known(ObjectNode definition, Consumer<ObjectNode> change) throws IOException {
        change.accept(definition);
        EngineRule.Decision decision = decide(Definitions.write(definition, folder.resolve("known")));
        assertThat(decision).as(decision.reason()).isInstanceOf(EngineRule.ByteLevel.class);
        return (EngineRule.ByteLevel) decision;
    }

    private String refused(Consumer<ObjectNode> change) throws IOException {
        ObjectNode definition = Definitions.tiny();
        change.accept(definition);
        EngineRule.Decision decision = decide(Definitions.write(definition, folder.resolve("refused")));
        assertThat(decision).isInstanceOf(EngineRule.Library.class);
        return decision.reason();
    }

    private static EngineRule.Decision decide(Path tokenizer) throws IOException {
        TokenizerDefinition definition = DefinitionReader.read(new TokenizerFolder(tokenizer));
        return EngineRule.decide(definition.frame(), definition.vocabulary(), definition.merges());
    }
}
