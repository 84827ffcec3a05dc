package org.steelworks.core.recipe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON Schema (draft 2020-12) of recipes, for editors; made from the same table that {@link RecipeReader} uses. */
public final class RecipeSchema {
    private RecipeSchema() {}

    /** The schema, indented. */
    public static String json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Steelworks recipe");
        open(root);
        root.putArray("required").add("kind");
        for (RecipeKey key : RecipeKeys.all()) {
            ObjectNode at = root;
            String[] parts = key.path().split("\\.");
            for (int i = 0; i < parts.length - 1; i++) {
                at = section(at, parts[i]);
            }
            ((ObjectNode) at.get("properties")).set(key.name(), property(key));
        }
        return root.toPrettyString() + "\n";
    }

    private static ObjectNode section(ObjectNode parent, String name) {
        ObjectNode properties = (ObjectNode) parent.get("properties");
        return properties.has(name) ? (ObjectNode) properties.get(name) : open(properties.putObject(name));
    }

    private static ObjectNode open(ObjectNode node) {
        node.put("type", "object").put("additionalProperties", false).putObject("properties");
        return node;
    }

    private static ObjectNode property(RecipeKey key) {
        ObjectNode schema = key.type().schema().put("description", key.description());
        Object fallback = key.fallback().value();
        if (fallback instanceof Long number) {
            if (key.type() instanceof ValueType.Replicas) {
                schema.put("default", key.type().write(fallback));
            } else {
                schema.put("default", number);
            }
        } else if (fallback instanceof Double number) {
            schema.put("default", number);
        } else if (fallback instanceof Boolean value) {
            schema.put("default", value);
        } else if (fallback instanceof List<?> list) {
            list.forEach(schema.putArray("default")::addPOJO);
        } else if (fallback instanceof String text && !key.fallback().derived()) {
            schema.put("default", text);
        }
        return schema;
    }
}
