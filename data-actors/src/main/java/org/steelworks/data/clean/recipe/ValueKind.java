package org.steelworks.data.clean.recipe;

/** The kinds of values that recipe keys and operator parameters take. */
public enum ValueKind {
    WHOLE("a whole number"),
    WHOLE_OR_NOTHING("a whole number or null"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    TEXT("a text"),
    TEXT_OR_NOTHING("a text or null"),
    TEXTS("a text or a list of texts");

    private final String expected;

    ValueKind(String expected) {
        this.expected = expected;
    }

    /** The kind in words, for messages and help. */
    public String expected() {
        return expected;
    }

    boolean accepts(YamlNode node) {
        if (node instanceof YamlNode.Sequence sequence) {
            return this == TEXTS && sequence.items().stream().allMatch(TEXT::accepts);
        }
        if (!(node instanceof YamlNode.Scalar scalar)) {
            return false;
        }
        Object value = scalar.value();
        return switch (this) {
            case WHOLE -> value instanceof Long;
            case WHOLE_OR_NOTHING -> value == null || value instanceof Long;
            case NUMBER -> value instanceof Long || value instanceof Double number && Double.isFinite(number);
            case BOOLEAN -> value instanceof Boolean;
            case TEXT, TEXTS -> value instanceof String;
            case TEXT_OR_NOTHING -> value == null || value instanceof String;
        };
    }
}
