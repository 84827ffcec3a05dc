package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Access to the fields of a record that says what is wrong with them. */
final class Fields {
    private Fields() {}

    static JsonNode required(JsonNode object, String key) throws MalformedRecord {
        JsonNode value = object.get(key);
        if (value == null) {
            throw new MalformedRecord(
                    object.isObject()
                            ? "key \"" + key + "\" is missing"
                            : "expected an object with \"" + key + "\", found " + kind(object));
        }
        return value;
    }

    /** The text under {@code key}; null reads as empty, as the original has it. */
    static String text(JsonNode object, String key) throws MalformedRecord {
        JsonNode value = required(object, key);
        if (value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new MalformedRecord("key \"" + key + "\" is " + kind(value) + ", expected a string");
        }
        return value.textValue();
    }

    static JsonNode list(JsonNode object, String key) throws MalformedRecord {
        JsonNode value = required(object, key);
        if (!value.isArray()) {
            throw new MalformedRecord("key \"" + key + "\" is " + kind(value) + ", expected a list");
        }
        return value;
    }

    static String kind(JsonNode value) {
        String name = value.getNodeType().name().toLowerCase(Locale.ROOT);
        return value.isNull() ? "null" : name.matches("[aeiou].*") ? "an " + name : "a " + name;
    }
}
