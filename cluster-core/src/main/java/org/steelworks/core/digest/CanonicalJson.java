package org.steelworks.core.digest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/**
 * JSON in one spelling per value, so that equal values have equal digests: keys sorted by UTF-16 unit, no white space,
 * characters beyond ASCII as they are.
 */
public final class CanonicalJson {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), false);

    private CanonicalJson() {}

    /** The canonical text of a value. */
    public static String write(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(sorted(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads one JSON value, refusing duplicate keys and text behind it.
     *
     * @param where file or origin, named in the error
     * @throws IllegalArgumentException with place and cause where the text is not one JSON value
     */
    public static JsonNode read(String text, String where) {
        JsonNode value;
        try {
            value = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new IllegalArgumentException(where + place + ": not JSON: " + e.getOriginalMessage(), e);
        }
        if (value == null || value.isMissingNode()) {
            throw new IllegalArgumentException(where + ": empty, one JSON value was expected");
        }
        return value;
    }

    private static JsonNode sorted(JsonNode value) {
        if (value.isObject()) {
            TreeMap<String, JsonNode> byKey = new TreeMap<>();
            value.fields().forEachRemaining(field -> byKey.put(field.getKey(), sorted(field.getValue())));
            ObjectNode object = MAPPER.createObjectNode();
            byKey.forEach(object::set);
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = MAPPER.createArrayNode();
            value.forEach(element -> array.add(sorted(element)));
            return array;
        }
        return value;
    }
}
