package org.steelworks.data.clean.recipe;

import java.util.List;

/** A YAML value with the line (from 1) on which it begins. */
sealed interface YamlNode {
    int line();

    /** How the value is called in a message, such as {@code text "10"}. */
    String described();

    /** {@code value} is a String, Long, Double or Boolean; null for an empty value. */
    record Scalar(int line, Object value) implements YamlNode {
        @Override
        public String described() {
            return value == null ? "nothing" : value instanceof String ? "text \"" + value + "\"" : value.toString();
        }
    }

    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String described() {
            return "a list";
        }
    }

    /** Entries in the order of the file, duplicates included. */
    record Mapping(int line, List<Entry> entries) implements YamlNode {
        @Override
        public String described() {
            return "a block of keys";
        }
    }

    record Entry(int line, String key, YamlNode value) {}

    /** Whether two values are written with the same content, wherever they stand. */
    static boolean sameContent(YamlNode a, YamlNode b) {
        if (a instanceof Scalar first && b instanceof Scalar second) {
            return first.value() == null
                    ? second.value() == null
                    : first.value().equals(second.value());
        }
        if (a instanceof Sequence first && b instanceof Sequence second) {
            boolean same = first.items().size() == second.items().size();
            for (int i = 0; same && i < first.items().size(); i++) {
                same = sameContent(first.items().get(i), second.items().get(i));
            }
            return same;
        }
        return false;
    }
}
