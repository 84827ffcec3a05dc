package org.steelworks.data.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.steelworks.data.bpe.Vocabulary;

/** What is known of a tokenizer besides how it encodes. Safe for any thread. */
final class TokenizerIdentity {
    /** What frames and cuts a sequence; ids are taken without either, so it does not count. */
    private static final List<String> NOT_IDENTITY = List.of("version", "truncation", "padding", "post_processor");

    private final TokenizerDefinition definition;
    private final SpecialTokens special;
    private final int size;
    private final int largestId;
    /** Made when first asked for, as it takes longer than all else. */
    private String digest = "";

    private TokenizerIdentity(TokenizerDefinition definition, SpecialTokens special, int size, int largestId) {
        this.definition = definition;
        this.special = special;
        this.size = size;
        this.largestId = largestId;
    }

    /** Looks up the tokens with a meaning, which the folder's other files name. */
    static TokenizerIdentity of(TokenizerFolder folder, TokenizerDefinition definition) throws IOException {
        Vocabulary vocabulary = definition.vocabulary();
        Map<String, Integer> added = new HashMap<>();
        Map<String, Integer> specials = new HashMap<>();
        int size = vocabulary.size();
        int largest = vocabulary.largestId();
        for (JsonNode token : definition.frame().path("added_tokens")) {
            String content = token.path("content").asText();
            int id = token.path("id").asInt();
            largest = Math.max(largest, id);
            if (added.put(content, id) == null && vocabulary.id(content) < 0) {
                size++;
            }
            if (token.path("special").asBoolean(false)) {
                specials.put(content, id);
            }
        }
        OptionalInt pad = named(folder, "pad_token", vocabulary, added);
        OptionalInt eos = named(folder, "eos_token", vocabulary, added);
        return new TokenizerIdentity(definition, new SpecialTokens(pad, eos, specials), size, largest);
    }

    private static OptionalInt named(
            TokenizerFolder folder, String key, Vocabulary vocabulary, Map<String, Integer> added) throws IOException {
        String file = "tokenizer_config.json";
        String text = TokenizerFolder.tokenText(folder.config().path(key));
        if (text.isEmpty()) {
            file = "special_tokens_map.json";
            text = TokenizerFolder.tokenText(folder.specialTokensMap().path(key));
        }
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int id = added.getOrDefault(text, vocabulary.id(text));
        if (id < 0) {
            throw folder.invalid(file, key + " is '" + text + "', which the vocabulary does not hold");
        }
        return OptionalInt.of(id);
    }

    SpecialTokens special() {
        return special;
    }

    /** Distinct tokens, added ones included. */
    int size() {
        return size;
    }

    int largestId() {
        return largestId;
    }

    /** SHA-256 over everything that decides on ids and text, in canonical form. */
    synchronized String digest() {
        if (digest.isEmpty()) {
            ObjectNode identity = TokenizerFolder.JSON.createObjectNode();
            identity.setAll(definition.frame());
            identity.remove(NOT_IDENTITY);
            identity.put("pad", special.pad().orElse(-1));
            identity.put("eos", special.eos().orElse(-1));
            digest = digest(identity);
        }
        return digest;
    }

    private String digest(ObjectNode identity) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            definition.write(identity, new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
