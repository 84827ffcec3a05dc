package org.steelworks.data.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.data.bpe.MergeList;
import org.steelworks.data.bpe.WordSplit;

/**
 * The {@code tokenizer.json} that a byte-level BPE tokenizer kept as {@code vocab.json}, {@code merges.txt} and
 * {@code tokenizer_config.json} stands for: the one that transformers makes of the same files.
 */
final class BpeDefinition {
    private BpeDefinition() {}

    static TokenizerDefinition build(TokenizerFolder folder) throws IOException {
        if (!folder.has("vocab.json") || !folder.has("merges.txt")) {
            throw new InvalidTokenizer(
                    "tokenizer " + folder + ": there is neither tokenizer.json nor vocab.json with merges.txt;"
                            + " copy the tokenizer's files there, or save it with the library it comes from");
        }
        ObjectNode config = folder.config();
        String family = config.path("tokenizer_class").asText("");
        boolean qwen = family.equals("Qwen2Tokenizer") || family.equals("Qwen2TokenizerFast");
        boolean gpt = family.equals("GPT2Tokenizer") || family.equals("GPT2TokenizerFast");
        if (!qwen && !gpt) {
            throw folder.invalid(
                    "tokenizer_config.json",
                    "tokenizer_class is '" + family
                            + "', and without tokenizer.json only Qwen2Tokenizer and GPT2Tokenizer"
                            + " are known; add the tokenizer.json of this tokenizer");
        }
        boolean prefixSpace = config.path("add_prefix_space").asBoolean(false);
        ObjectNode definition = TokenizerFolder.JSON.createObjectNode();
        definition.put("version", "1.0");
        definition.putNull("truncation");
        definition.putNull("padding");
        definition.set("added_tokens", addedTokens(folder, config));
        if (qwen) {
            definition.putObject("normalizer").put("type", "NFC");
            qwenSplit(definition.putObject("pre_tokenizer"), prefixSpace);
        } else {
            definition.putNull("normalizer");
            byteLevel(definition.putObject("pre_tokenizer"), prefixSpace, true, true);
        }
        byteLevel(definition.putObject("post_processor"), true, false, true);
        byteLevel(definition.putObject("decoder"), true, true, true);
        model(definition.putObject("model"));
        return new TokenizerDefinition(definition, DefinitionReader.vocabulary(folder, "vocab.json"), merges(folder));
    }

    private static void qwenSplit(ObjectNode node, boolean prefixSpace) {
        ArrayNode steps = node.put("type", "Sequence").putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", WordSplit.QWEN2.pattern());
        split.put("behavior", "Isolated").put("invert", false);
        byteLevel(steps.addObject(), prefixSpace, true, false);
    }

    private static void byteLevel(ObjectNode node, boolean prefixSpace, boolean trimOffsets, boolean useRegex) {
        node.put("type", "ByteLevel");
        node.put("add_prefix_space", prefixSpace);
        node.put("trim_offsets", trimOffsets);
        node.put("use_regex", useRegex);
    }

    private static void model(ObjectNode model) {
        model.put("type", "BPE");
        model.putNull("dropout");
        model.putNull("unk_token");
        model.put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", "");
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", false);
        model.putObject("vocab");
        model.putArray("merges");
    }

    private static MergeList merges(TokenizerFolder folder) throws IOException {
        MergeList merges = new MergeList();
        int line = 0;
        for (String merge : folder.text("merges.txt").split("\n")) {
            line++;
            String pair = merge.endsWith("\r") ? merge.substring(0, merge.length() - 1) : merge;
            if (pair.isEmpty() || (line == 1 && pair.startsWith("#version"))) {
                continue;
            }
            if (pair.indexOf(' ') <= 0 || pair.indexOf(' ') != pair.lastIndexOf(' ') || pair.endsWith(" ")) {
                throw folder.invalid(
                        "merges.txt, line " + line, "a merge is two tokens with a space between, got '" + pair + "'");
            }
            merges.add(pair);
        }
        merges.trim();
        return merges;
    }

    private static ArrayNode addedTokens(TokenizerFolder folder, ObjectNode config) throws IOException {
        Map<Integer, ObjectNode> byId = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                config.path("added_tokens_decoder").properties()) {
            byId.put(Integer.parseInt(entry.getKey()), added(Integer.parseInt(entry.getKey()), entry.getValue()));
        }
        if (byId.isEmpty() && folder.has("added_tokens.json")) {
            for (Map.Entry<String, JsonNode> entry :
                    folder.object("added_tokens.json").properties()) {
                JsonNode token = TokenizerFolder.JSON
                        .createObjectNode()
                        .put("content", entry.getKey())
                        .put("special", true);
                byId.put(entry.getValue().intValue(), added(entry.getValue().intValue(), token));
            }
        }
        return TokenizerFolder.JSON.createArrayNode().addAll(byId.values());
    }

    private static ObjectNode added(int id, JsonNode token) {
        ObjectNode node = TokenizerFolder.JSON.createObjectNode();
        node.put("id", id);
        node.put("content", token.path("content").asText());
        node.put("single_word", token.path("single_word").asBoolean(false));
        node.put("lstrip", token.path("lstrip").asBoolean(false));
        node.put("rstrip", token.path("rstrip").asBoolean(false));
        node.put("normalized", token.path("normalized").asBoolean(false));
        node.put("special", token.path("special").asBoolean(false));
        return node;
    }
}
