package org.steelworks.core.spec;

/** What a recipe asks for ({@code kind}). */
public enum RunKind {
    PREPARE("prepare"),
    PRETRAIN("pretrain");

    private final String key;

    RunKind(String key) {
        this.key = key;
    }

    /** The value in a recipe. */
    public String key() {
        return key;
    }
}
