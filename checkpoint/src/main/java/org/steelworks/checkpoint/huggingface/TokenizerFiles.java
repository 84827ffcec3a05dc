package org.steelworks.checkpoint.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.core.digest.CanonicalJson;

/**
 * The tokenizer's files of a Hugging Face folder. The chat template is given both ways, as {@code chat_template.jinja}
 * and inside {@code tokenizer_config.json}, because some readers know only one of them.
 */
final class TokenizerFiles {
    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String SPECIAL = "special_tokens_map.json";
    private static final String TEMPLATE = "chat_template.jinja";
    private static final String TEMPLATE_KEY = "chat_template";
    private static final List<String> COPIED =
            List.of(TOKENIZER, "vocab.json", "merges.txt", "added_tokens.json", SPECIAL, TEMPLATE);
    private static final List<String> SPECIAL_KEYS = List.of(
            "bos_token",
            "eos_token",
            "unk_token",
            "sep_token",
            "pad_token",
            "cls_token",
            "mask_token",
            "additional_special_tokens");

    private TokenizerFiles() {}

    /** What an exported folder holds of the tokenizer in {@code folder}, by file name. */
    static Map<String, byte[]> read(Path folder) throws IOException {
        required(folder, TOKENIZER);
        required(folder, CONFIG);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : COPIED) {
            if (Files.isRegularFile(folder.resolve(name))) {
                files.put(name, Files.readAllBytes(folder.resolve(name)));
            }
        }
        ObjectNode config = config(folder.resolve(CONFIG));
        JsonNode template = config.get(TEMPLATE_KEY);
        if (template != null && template.isTextual() && !files.containsKey(TEMPLATE)) {
            files.put(TEMPLATE, template.asText().getBytes(StandardCharsets.UTF_8));
        } else if (files.containsKey(TEMPLATE)) {
            config.put(TEMPLATE_KEY, new String(files.get(TEMPLATE), StandardCharsets.UTF_8));
        }
        files.put(CONFIG, (config.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        files.computeIfAbsent(SPECIAL, name -> specialTokens(config));
        return files;
    }

    private static byte[] specialTokens(ObjectNode config) {
        ObjectNode special = JsonNodeFactory.instance.objectNode();
        for (String key : SPECIAL_KEYS) {
            if (config.hasNonNull(key)) {
                special.set(key, config.get(key));
            }
        }
        return (special.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode config(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        if (CanonicalJson.read(text, file.toString()) instanceof ObjectNode object) {
            return object;
        }
        throw new FormatException(file + ": a JSON object was expected");
    }

    private static Path required(Path folder, String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new FormatException(file + " is missing: give a folder with a tokenizer as transformers saves it");
        }
        return file;
    }
}
