package org.steelworks.data.tokens;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.steelworks.data.bpe.MergeList;
import org.steelworks.data.bpe.Vocabulary;

/** Reads a {@code tokenizer.json} in one pass; vocabulary and merges never become a JSON tree. */
final class DefinitionReader {
    private final TokenizerFolder folder;
    private final Vocabulary vocabulary = new Vocabulary();
    private final MergeList merges = new MergeList();

    private DefinitionReader(TokenizerFolder folder) {
        this.folder = folder;
    }

    /**
     * The definition of a folder, read from {@code tokenizer.json} or built from vocabulary and merges.
     *
     * @throws InvalidTokenizer when files are missing or wrong
     */
    static TokenizerDefinition read(TokenizerFolder folder) throws IOException {
        TokenizerDefinition definition = folder.has(TokenizerFolder.WHOLE)
                ? folder.parse(TokenizerFolder.WHOLE, new DefinitionReader(folder)::definition)
                : BpeDefinition.build(folder);
        if (definition.vocabulary().size() == 0) {
            throw folder.invalid(
                    "tokenizer.json", "model.vocab is missing or empty; it is not a complete tokenizer file");
        }
        return definition;
    }

    /** A {@code vocab.json}: an object of tokens and ids. */
    static Vocabulary vocabulary(TokenizerFolder folder, String file) throws IOException {
        DefinitionReader reader = new DefinitionReader(folder);
        return folder.parse(file, json -> {
            reader.readVocabulary(file, json);
            return reader.vocabulary;
        });
    }

    private TokenizerDefinition definition(JsonParser json) throws IOException {
        ObjectNode frame = TokenizerFolder.JSON.createObjectNode();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            frame.set(name, name.equals("model") && value == JsonToken.START_OBJECT ? model(json) : tree(json));
        }
        return new TokenizerDefinition(frame, vocabulary, merges);
    }

    private ObjectNode model(JsonParser json) throws IOException {
        ObjectNode model = TokenizerFolder.JSON.createObjectNode();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
                readVocabulary(TokenizerFolder.WHOLE, json);
                model.putObject(name);
            } else if (name.equals("merges") && value == JsonToken.START_ARRAY) {
                readMerges(json);
                model.putArray(name);
            } else {
                model.set(name, tree(json));
            }
        }
        JsonNode list = model.path("vocab");
        for (int id = 0; id < list.size(); id++) {
            vocabulary.put(list.path(id).path(0).asText(), id);
        }
        return model;
    }

    private static JsonNode tree(JsonParser json) throws IOException {
        return TokenizerFolder.JSON.readTree(json);
    }

    private void readVocabulary(String file, JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String token = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                throw folder.invalid(file, "the id of token '" + token + "' is no whole number");
            }
            vocabulary.put(token, json.getIntValue());
        }
        vocabulary.trim();
    }

    private void readMerges(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                merges.add(json.getText());
                continue;
            }
            JsonNode pair = tree(json);
            if (pair.size() != 2 || !pair.path(0).isTextual() || !pair.path(1).isTextual()) {
                throw folder.invalid(TokenizerFolder.WHOLE, "merge " + (merges.size() + 1) + " is no pair of tokens");
            }
            merges.add(pair.path(0).textValue(), pair.path(1).textValue());
        }
        merges.trim();
    }
}
