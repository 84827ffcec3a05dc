package org.steelworks.data.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.TreeMap;
import org.steelworks.data.bpe.MergeList;
import org.steelworks.data.bpe.Vocabulary;

/**
 * A tokenizer in the form of {@code tokenizer.json}. The two large parts stand beside the rest, where they take a tenth
 * of the memory of a JSON tree.
 *
 * @param frame the definition; {@code model.vocab} is an empty object and {@code model.merges} an empty array where the
 *     other two components hold their content
 * @param vocabulary tokens of the model, whatever its kind
 * @param merges pairs of the model; empty where it has none
 */
record TokenizerDefinition(ObjectNode frame, Vocabulary vocabulary, MergeList merges) {
    private static final ObjectWriter NODES = TokenizerFolder.JSON.writer();

    /** Writes a frame with vocabulary and merges in their places; keys are sorted, merges are texts. */
    void write(ObjectNode withFrame, OutputStream out) throws IOException {
        try (JsonGenerator json = TokenizerFolder.JSON.getFactory().createGenerator(out)) {
            json.writeStartObject();
            for (var field : sorted(withFrame).entrySet()) {
                json.writeFieldName(field.getKey());
                if (field.getKey().equals("model") && field.getValue().isObject()) {
                    writeModel(field.getValue(), json);
                } else {
                    NODES.writeValue(json, field.getValue());
                }
            }
            json.writeEndObject();
        }
    }

    private void writeModel(JsonNode model, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (var field : sorted(model).entrySet()) {
            json.writeFieldName(field.getKey());
            if (field.getKey().equals("vocab") && field.getValue().isObject()) {
                writeVocabulary(json);
            } else if (field.getKey().equals("merges") && field.getValue().isArray()) {
                writeMerges(json);
            } else {
                NODES.writeValue(json, field.getValue());
            }
        }
        json.writeEndObject();
    }

    private void writeVocabulary(JsonGenerator json) throws IOException {
        String[] tokens = new String[vocabulary.size()];
        Arrays.setAll(tokens, vocabulary::text);
        Arrays.sort(tokens);
        json.writeStartObject();
        for (String token : tokens) {
            json.writeNumberField(token, vocabulary.id(token));
        }
        json.writeEndObject();
    }

    private void writeMerges(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (int rank = 0; rank < merges.size(); rank++) {
            json.writeString(merges.text(rank));
        }
        json.writeEndArray();
    }

    private static TreeMap<String, JsonNode> sorted(JsonNode object) {
        TreeMap<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }
}
