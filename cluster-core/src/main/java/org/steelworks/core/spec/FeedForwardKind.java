package org.steelworks.core.spec;

/** How a decoder layer spreads tokens over experts ({@code FFN_type}). */
public enum FeedForwardKind {
    RAW("raw"),
    SOFTMOE_V1("softmoe_v1"),
    SOFTMOE_V2("softmoe_v2"),
    SOFTMOE_V3("softmoe_v3");

    private final String key;

    FeedForwardKind(String key) {
        this.key = key;
    }

    /** The value in {@code config.json}. */
    public String key() {
        return key;
    }
}
