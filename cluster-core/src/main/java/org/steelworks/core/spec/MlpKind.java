package org.steelworks.core.spec;

/** The shape of one expert ({@code mlp_type}): one SwiGLU, or two in a row. */
public enum MlpKind {
    RAW("raw"),
    SENET("senet");

    private final String key;

    MlpKind(String key) {
        this.key = key;
    }

    /** The value in {@code config.json}. */
    public String key() {
        return key;
    }
}
