package org.steelworks.core.recipe;

import java.util.List;
import java.util.Map;

/** A value of a recipe and the place where it stands. */
sealed interface YamlValue {
    Place place();

    /** What a person would call it. */
    String described();

    /** A file's line, or an override. */
    record Place(Origin.Kind kind, String source, int line) {
        Origin origin() {
            return new Origin(kind, toString());
        }

        @Override
        public String toString() {
            return kind == Origin.Kind.FILE ? source + ":" + line : source;
        }
    }

    /** Text, number, truth value or null; {@code text} is null for null. */
    record Scalar(String text, Place place) implements YamlValue {
        @Override
        public String described() {
            return text == null ? "null" : "'" + text + "'";
        }
    }

    record Items(List<YamlValue> values, Place place) implements YamlValue {
        @Override
        public String described() {
            return "a list of " + values.size();
        }
    }

    record Fields(Map<String, Field> fields, Place place) implements YamlValue {
        @Override
        public String described() {
            return "a map with the keys " + fields.keySet();
        }
    }

    /** A key of a map: where the key itself stands, and its value. */
    record Field(Place keyPlace, YamlValue value) {}
}
