package org.steelworks.data.tokens;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a tokenizer folder says.
 *
 * @param json for the native library
 * @param identity what remains of it in Java
 */
record TokenizerDefinition(String json, Identity identity) {

    /**
     * What is known of a tokenizer without its vocabulary.
     *
     * @param special ids with a meaning
     * @param size distinct tokens, added ones included
     * @param largestId of any token
     * @param digest SHA-256 over everything that decides on ids and text, in canonical form
     * @param cuttable whether long texts may be encoded in pieces ({@link LongText})
     */
    record Identity(SpecialTokens special, int size, int largestId, String digest, boolean cuttable) {}

    /** What frames and cuts a sequence; ids are taken without either, so it does not count. */
    private static final List<String> NOT_IDENTITY = List.of("version", "truncation", "padding", "post_processor");

    static TokenizerDefinition read(TokenizerFolder folder) throws IOException {
        ObjectNode definition = folder.definition();
        Map<String, Integer> vocabulary = vocabulary(folder, definition);
        Map<String, Integer> specials = new HashMap<>();
        for (JsonNode token : definition.path("added_tokens")) {
            vocabulary.put(token.path("content").asText(), token.path("id").asInt());
            if (token.path("special").asBoolean(false)) {
                specials.put(token.path("content").asText(), token.path("id").asInt());
            }
        }
        OptionalInt pad = named(folder, "pad_token", vocabulary);
        OptionalInt eos = named(folder, "eos_token", vocabulary);
        int largest =
                vocabulary.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        String json = folder.has(TokenizerFolder.WHOLE)
                ? folder.text(TokenizerFolder.WHOLE)
                : TokenizerFolder.JSON.writeValueAsString(definition);
        SpecialTokens special = new SpecialTokens(pad, eos, specials);
        String digest = digest(definition, pad, eos);
        boolean cuttable = LongText.isCuttable(definition);
        return new TokenizerDefinition(json, new Identity(special, vocabulary.size(), largest, digest, cuttable));
    }

    private static Map<String, Integer> vocabulary(TokenizerFolder folder, ObjectNode definition) throws IOException {
        JsonNode vocab = definition.path("model").path("vocab");
        Map<String, Integer> ids = new HashMap<>();
        if (vocab.isObject()) {
            vocab.properties()
                    .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
        } else if (vocab.isArray()) {
            for (int i = 0; i < vocab.size(); i++) {
                ids.put(vocab.get(i).path(0).asText(), i);
            }
        }
        if (ids.isEmpty()) {
            throw folder.invalid(
                    "tokenizer.json", "model.vocab is missing or empty; it is not a complete tokenizer file");
        }
        return ids;
    }

    private static OptionalInt named(TokenizerFolder folder, String key, Map<String, Integer> vocabulary)
            throws IOException {
        String file = "tokenizer_config.json";
        String text = TokenizerFolder.tokenText(folder.config().path(key));
        if (text.isEmpty()) {
            file = "special_tokens_map.json";
            text = TokenizerFolder.tokenText(folder.specialTokensMap().path(key));
        }
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        Integer id = vocabulary.get(text);
        if (id == null) {
            throw folder.invalid(file, key + " is '" + text + "', which the vocabulary does not hold");
        }
        return OptionalInt.of(id);
    }

    private static String digest(ObjectNode definition, OptionalInt pad, OptionalInt eos)
            throws JsonProcessingException {
        ObjectNode identity = shallowCopy(definition).remove(NOT_IDENTITY);
        identity.put("pad", pad.orElse(-1));
        identity.put("eos", eos.orElse(-1));
        if (definition.path("model") instanceof ObjectNode model && model.path("merges") instanceof ArrayNode merges) {
            ObjectNode copy = shallowCopy(model);
            copy.set("merges", mergesAsText(merges));
            identity.set("model", copy);
        }
        byte[] canonical = TokenizerFolder.JSON.writeValueAsBytes(identity);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ObjectNode shallowCopy(ObjectNode node) {
        ObjectNode copy = TokenizerFolder.JSON.createObjectNode();
        copy.setAll(node);
        return copy;
    }

    /** Merges occur as "a b" and as ["a","b"]; both mean the same. */
    private static ArrayNode mergesAsText(ArrayNode merges) {
        ArrayNode text = TokenizerFolder.JSON.createArrayNode();
        for (JsonNode merge : merges) {
            text.add(
                    merge.isArray()
                            ? merge.path(0).asText() + " " + merge.path(1).asText()
                            : merge.asText());
        }
        return text;
    }
}
