package org.steelworks.checkpoint.format;

/** The three fp32 numbers kept per parameter element. */
public enum StatePart {
    WEIGHTS("w"),
    FIRST_MOMENT("m"),
    SECOND_MOMENT("v");

    private final String key;

    StatePart(String key) {
        this.key = key;
    }

    /** Prefix of tensor names in bucket files. */
    public String key() {
        return key;
    }

    /** Name of a bucket's tensor in a bucket file. */
    public String tensorName(int bucket) {
        return key + "." + bucket;
    }
}
