package org.steelworks.data.tokens;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.steelworks.data.Goldens;
import org.steelworks.data.bpe.WordSplit;
import org.steelworks.data.corpus.QuickstartCorpus;

/** Definitions of tokenizers for tests, in the form of {@code tokenizer.json}. */
public final class Definitions {
    private Definitions() {}

    /** {@link TinyTokenizer} with the split of Qwen2 and NFC. */
    public static ObjectNode tiny() {
        return tiny(WordSplit.QWEN2);
    }

    /** The same with another split. */
    public static ObjectNode tiny(WordSplit split) {
        ObjectNode definition = Goldens.JSON.createObjectNode();
        definition.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = definition.putArray("added_tokens");
        added(added, TinyTokenizer.PAD, "<|endoftext|>");
        added(added, TinyTokenizer.START, "<|im_start|>");
        added(added, TinyTokenizer.EOS, "<|im_end|>");
        definition.putObject("normalizer").put("type", "NFC");
        ArrayNode steps =
                definition.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        ObjectNode first = steps.addObject().put("type", "Split");
        first.putObject("pattern").put("Regex", split.pattern());
        first.put("behavior", "Isolated").put("invert", false);
        byteLevel(steps.addObject()).put("use_regex", false);
        byteLevel(definition.putObject("post_processor"));
        byteLevel(definition.putObject("decoder"));
        ObjectNode model = definition.putObject("model");
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        model.set("vocab", TinyTokenizer.vocabulary());
        model.putArray("merges").add("h e").add("l l").add("he ll");
        return definition;
    }

    /** A step that turns text into bytes, with the split of GPT-2 where nothing else is said. */
    public static ObjectNode byteLevel(ObjectNode node) {
        return node.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true);
    }

    /** Appends a special token. */
    public static ObjectNode added(ArrayNode tokens, int id, String content) {
        ObjectNode token = tokens.addObject().put("id", id).put("content", content);
        token.put("single_word", false).put("lstrip", false).put("rstrip", false);
        return token.put("normalized", false).put("special", true);
    }

    /** The tokenizer of the quickstart. */
    public static ObjectNode quickstart() throws IOException {
        try (InputStream in = QuickstartCorpus.class.getResourceAsStream("/quickstart/tokenizer/tokenizer.json")) {
            return (ObjectNode) Goldens.JSON.readTree(in);
        }
    }

    /** The tokenizer that one cleaning operator counts with. */
    public static ObjectNode pythia() throws IOException {
        try (InputStream in = QuickstartCorpus.class.getResourceAsStream("/tokenizers/pythia/tokenizer.json.gz")) {
            return (ObjectNode) Goldens.JSON.readTree(new GZIPInputStream(in));
        }
    }

    /** Writes a definition where {@link Tokenizer#open} finds it. */
    public static Path write(ObjectNode definition, Path folder) throws IOException {
        Files.createDirectories(folder);
        Goldens.JSON.writeValue(folder.resolve("tokenizer.json").toFile(), definition);
        return folder;
    }
}
