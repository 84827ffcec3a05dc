package org.steelworks.data.raw;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Where a plain record keeps its text.
 *
 * @param name a key or column, or keys of objects within objects with dots between them; a key that is spelt with the dots
 *     comes first
 */
public record TextField(String name) {
    /** What documents are written with. */
    public static final TextField TEXT = new TextField("text");

    public TextField {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the text field has no name; give a key or column, such as text");
        }
    }

    /** The field's value, which may be null in JSON's sense or no string; empty where it is missing. */
    Optional<JsonNode> in(JsonNode record) {
        if (record.has(name)) {
            return Optional.of(record.get(name));
        }
        JsonNode value = record;
        for (String key : name.split("\\.", -1)) {
            value = value.path(key);
        }
        return value.isMissingNode() ? Optional.empty() : Optional.of(value);
    }

    /** The column of a table that holds it. */
    String column() {
        return name;
    }
}
