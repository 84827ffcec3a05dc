package org.steelworks.data.tokens;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files of a tokenizer folder; every complaint names the file. */
final class TokenizerFolder {
    /** Does not collect the names of fields, of which a vocabulary has 150,000. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();

    /** The file that holds a whole tokenizer. */
    static final String WHOLE = "tokenizer.json";

    private final Path folder;

    TokenizerFolder(Path folder) throws NoSuchFileException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException("tokenizer " + folder + ": "
                    + (Files.exists(folder) ? "is a file, not a folder" : "there is no such folder")
                    + "; name a folder that holds tokenizer.json, or vocab.json, merges.txt and tokenizer_config.json");
        }
        this.folder = folder;
    }

    /** Takes what it wants from a parser that stands at the beginning of an object, and leaves it at the end. */
    interface Reading<T> {
        T read(JsonParser json) throws IOException;
    }

    /** {@code tokenizer_config.json}, empty where there is none. */
    ObjectNode config() throws IOException {
        return has("tokenizer_config.json") ? object("tokenizer_config.json") : JSON.createObjectNode();
    }

    /** {@code special_tokens_map.json}, empty where there is none. */
    ObjectNode specialTokensMap() throws IOException {
        return has("special_tokens_map.json") ? object("special_tokens_map.json") : JSON.createObjectNode();
    }

    boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    ObjectNode object(String name) throws IOException {
        return parse(name, JSON::readTree);
    }

    /** Reads the one object that a JSON file holds. */
    <T> T parse(String name, Reading<T> reading) throws IOException {
        try (Reader text = new InputStreamReader(
                        Files.newInputStream(folder.resolve(name)), StandardCharsets.UTF_8.newDecoder());
                JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidTokenizer(
                        folder.resolve(name) + ": holds JSON, but no object; it is not a tokenizer file");
            }
            T read = reading.read(json);
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "text behind the object");
            }
            return read;
        } catch (CharacterCodingException e) {
            throw notUtf8(name, e);
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new InvalidTokenizer(
                    folder.resolve(name) + ", line " + line + ": not valid JSON (" + e.getOriginalMessage()
                            + "); copy the file again from where it comes",
                    e);
        }
    }

    String text(String name) throws IOException {
        try {
            return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw notUtf8(name, e);
        }
    }

    private InvalidTokenizer notUtf8(String name, CharacterCodingException e) {
        return new InvalidTokenizer(
                folder.resolve(name) + ": not UTF-8 text; copy the file again from where it comes", e);
    }

    InvalidTokenizer invalid(String name, String why) {
        return new InvalidTokenizer(folder.resolve(name) + ": " + why);
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    static String tokenText(JsonNode token) {
        if (token.isTextual()) {
            return token.textValue();
        }
        return token.path("content").isTextual() ? token.path("content").textValue() : "";
    }
}
